export interface NoticeAction {
	readonly label: string;
	readonly run: () => void;
}

export interface Notice {
	readonly id: number;
	readonly tone: 'plain' | 'problem';
	readonly text: string;
	readonly action?: NoticeAction;
}

type NewNotice = Omit<Notice, 'id'> & { readonly lastsMs?: number };

const LASTS_MS = 8_000;
const PLAIN_MAX = 3;

/** Short messages at the edge of the page. Problems stay until they are dismissed. */
export class Notices {
	shown = $state.raw<readonly Notice[]>([]);
	#next = 1;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from the timers
	readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

	/** Shows a notice and gives its id. */
	add({ lastsMs = LASTS_MS, ...notice }: NewNotice): number {
		const id = this.#next;
		this.#next += 1;
		// A problem may hold text that is nowhere else; only its reader dismisses it.
		const plain = this.shown.filter((shown) => shown.tone === 'plain');
		if (plain[0] && plain.length >= PLAIN_MAX) this.dismiss(plain[0].id);
		this.shown = [...this.shown, { ...notice, id }];
		if (notice.tone === 'plain') this.#start(id, lastsMs);
		return id;
	}

	dismiss(id: number): void {
		this.hold(id);
		this.shown = this.shown.filter((notice) => notice.id !== id);
	}

	/** Keeps a notice up while somebody points at it or has moved the focus into it. */
	hold(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
	}

	/** Lets a held notice go, with its whole time again. */
	release(id: number): void {
		const notice = this.shown.find((shown) => shown.id === id);
		if (notice?.tone === 'plain') this.#start(id, LASTS_MS);
	}

	clear(): void {
		for (const { id } of this.shown) this.dismiss(id);
	}

	#start(id: number, lastsMs: number): void {
		this.hold(id);
		this.#timers.set(
			id,
			setTimeout(() => {
				this.dismiss(id);
			}, lastsMs),
		);
	}
}

export const notices = new Notices();
