/** One system call that says something about what is durable. */
export interface Call {
	/** `reply`: an answer of the API leaves; `write` and `sync`: of the log of SQLite. */
	readonly kind: 'reply' | 'write' | 'sync';
	/** Milliseconds since 1970. */
	readonly at: number;
	/** Of a reply; 0 else. */
	readonly status: number;
	/** The call was made to fail. */
	readonly isInjected: boolean;
}

const LINE = /^(\d+\.\d+) (\w+)\((.*)$/;
const STATUS = /"HTTP\/1\.1 (\d{3})/;
/** SQLite in WAL mode: what is in this file and synced is committed and durable. */
const LOG = /^\d+<[^>]*-wal>/;
const SYNCS = new Set(['fsync', 'fdatasync']);

/** Reads what strace wrote with `-ttt -y`, and leaves out what is about something else. */
export function readCalls(text: string): Call[] {
	return text.split('\n').flatMap((line) => {
		const [, seconds, name = '', rest = ''] = LINE.exec(line) ?? [];
		const kind = kindOf(name, rest);
		if (kind === null) return [];
		return {
			kind,
			at: Number(seconds) * 1000,
			status: Number(STATUS.exec(rest)?.[1] ?? 0),
			isInjected: rest.endsWith('(INJECTED)'),
		};
	});
}

function kindOf(name: string, rest: string): Call['kind'] | null {
	if (STATUS.test(rest)) return 'reply';
	if (!LOG.test(rest)) return null;
	if (SYNCS.has(name)) return 'sync';
	return name.startsWith('pwrite') ? 'write' : null;
}

/** What a trace says about durability. */
export interface Durability {
	/** Answers of 2xx. */
	readonly acknowledged: number;
	/** Of all answers, those that left while something in the log was not yet synced. */
	readonly early: number;
	/** How often the log was synced. */
	readonly syncs: number;
	/** Milliseconds since 1970 of the first call that was made to fail; null when none was. */
	readonly failedAt: number | null;
}

/** Walks through the calls in their order. A sync that fails makes nothing durable. */
export function judgeDurability(calls: readonly Call[]): Durability {
	let isSynced = true;
	const seen = { acknowledged: 0, early: 0, syncs: 0 };
	for (const { kind, status, isInjected } of calls) {
		if (kind === 'write') isSynced = false;
		if (kind === 'sync' && !isInjected) {
			isSynced = true;
			seen.syncs += 1;
		}
		if (kind === 'reply') {
			seen.acknowledged += Number(status >= 200 && status < 300);
			seen.early += Number(!isSynced);
		}
	}
	return { ...seen, failedAt: calls.find(({ isInjected }) => isInjected)?.at ?? null };
}
