/** What a page is watched for. */
export interface Watched {
	/** A selector that matches once the app has taken over what was painted. */
	readonly started: string;
	/** A selector of the list's rows, and how many there will be. */
	readonly rows: string;
	readonly rowCount: number;
	/** Typed and sent in the first frame that shows the form; unset to leave it alone. */
	readonly login?: { readonly email: string; readonly password: string };
}

/** What a page has seen of itself: milliseconds since it was asked for, or null for what did not come. */
export interface Seen {
	form: number | null;
	started: number | null;
	list: number | null;
	firstPaint: number;
	largestPaint: number;
	/** Cumulative layout shift. */
	shift: number;
	longTasks: number;
	/** Total blocking time: what tasks after the first paint took beyond 50 ms each. */
	blocked: number;
}

/** Runs in the page before anything of it does. It must not reach for anything outside of itself. */
export function watchPage({ started, rows, rowCount, login }: Watched): void {
	const seen: Seen = {
		...{ form: null, started: null, list: null, firstPaint: 0, largestPaint: 0 },
		...{ shift: 0, longTasks: 0, blocked: 0 },
	};
	const tasks: PerformanceEntry[] = [];
	const observe = (type: string, take: (entry: PerformanceEntry) => void) => {
		new PerformanceObserver((list) => {
			list.getEntries().forEach(take);
		}).observe({ type, buffered: true });
	};
	observe('paint', ({ name, startTime }) => {
		if (name === 'first-contentful-paint') seen.firstPaint = startTime;
	});
	observe('largest-contentful-paint', ({ startTime }) => {
		seen.largestPaint = startTime;
	});
	observe('layout-shift', (entry) => {
		seen.shift += (entry as unknown as { value: number }).value;
	});
	observe('longtask', (task) => tasks.push(task));

	const type = (selector: string, text: string) => {
		const field = document.querySelector<HTMLInputElement>(selector);
		if (!field) return;
		field.value = text;
		field.dispatchEvent(new Event('input', { bubbles: true }));
	};
	const signIn = () => {
		if (!login) return;
		type('input[type=email]', login.email);
		type('input[type=password]', login.password);
		document.querySelector('form')?.requestSubmit();
	};
	// In the frame after the one that is drawn with it, it has been on the screen.
	const whenPainted = (run: () => void) => {
		requestAnimationFrame(() => requestAnimationFrame(run));
	};
	const found = { form: false, started: false, list: false };
	const look = () => {
		if (!found.form && document.querySelector('input[type=email]')) {
			found.form = true;
			whenPainted(() => {
				seen.form = performance.now();
				signIn();
			});
		}
		if (!found.started && document.querySelector(started)) {
			found.started = true;
			seen.started = performance.now();
		}
		if (!found.list && document.querySelectorAll(rows).length >= rowCount) {
			found.list = true;
			whenPainted(() => (seen.list = performance.now()));
		}
	};
	new MutationObserver(look).observe(document, {
		...{ subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] },
	});
	Object.assign(globalThis, {
		seenOfPage: () => ({
			...seen,
			longTasks: tasks.length,
			blocked: tasks
				.filter(({ startTime }) => startTime >= seen.firstPaint)
				.reduce((sum, { duration }) => sum + duration - 50, 0),
		}),
	});
}
