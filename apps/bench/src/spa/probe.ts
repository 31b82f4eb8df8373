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

/** When a page showed what: milliseconds since it was asked for, or null for what did not come. */
interface Steps {
	form: number | null;
	started: number | null;
	list: number | null;
}

/** What a page has seen of itself. */
export interface Seen extends Steps {
	readonly firstPaint: number;
	readonly largestPaint: number;
	/** Cumulative layout shift. */
	readonly shift: number;
	readonly longTasks: number;
	/** Total blocking time: what tasks after the first paint took beyond 50 ms each. */
	readonly blocked: number;
}

/** What the two functions below leave in the page for `readSeen`. */
interface Probes {
	stepsOfPage: Steps;
	paintsOfPage: () => Omit<Seen, keyof Steps>;
}

/** Runs in the page before anything of it does, as does the next: neither may reach for anything outside of itself. */
export function watchPaints(): void {
	const seen = { firstPaint: 0, largestPaint: 0, shift: 0 };
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
	const paintsOfPage: Probes['paintsOfPage'] = () => ({
		...{ ...seen, longTasks: tasks.length },
		blocked: tasks
			.filter(({ startTime }) => startTime >= seen.firstPaint)
			.reduce((sum, { duration }) => sum + duration - 50, 0),
	});
	Object.assign(globalThis, { paintsOfPage });
}

/** Notes when what is watched for was on the screen, and types and sends the login as soon as there is a form. */
export function watchSteps({ started, rows, rowCount, login }: Watched): void {
	const steps: Steps = { form: null, started: null, list: null };
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
				steps.form = performance.now();
				signIn();
			});
		}
		if (!found.started && document.querySelector(started)) {
			found.started = true;
			steps.started = performance.now();
		}
		if (!found.list && document.querySelectorAll(rows).length >= rowCount) {
			found.list = true;
			whenPainted(() => (steps.list = performance.now()));
		}
	};
	new MutationObserver(look).observe(document, {
		...{ subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] },
	});
	Object.assign(globalThis, { stepsOfPage: steps });
}

/** Runs in the page too: what both have noted, and when the page was asked for. */
export function readSeen(): { seen: Seen; timeOrigin: number } {
	const { stepsOfPage, paintsOfPage } = globalThis as unknown as Probes;
	return { seen: { ...stepsOfPage, ...paintsOfPage() }, timeOrigin: performance.timeOrigin };
}
