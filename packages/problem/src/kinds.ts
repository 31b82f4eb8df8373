/** One way to fail: the `code` is the contract and is never reused, the `title` is for people. */
export interface ProblemKind<Code extends string = string, Status extends number = number> {
	readonly code: Code;
	readonly status: Status;
	readonly title: string;
}

type Table = Record<string, { readonly status: number; readonly title: string }>;

/**
 * Turns a table of failures into problem kinds; the key is the code on the wire.
 * @throws {TypeError} when a code is not snake_case or a status is not 4xx or 5xx.
 */
export function defineProblems<const T extends Table>(
	table: T,
): { readonly [Code in keyof T & string]: ProblemKind<Code, T[Code]['status']> } {
	const kinds = Object.entries(table).map(([code, { status, title }]) => {
		if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) throw new TypeError(`not snake_case: ${code}`);
		if (status < 400 || status > 599)
			throw new TypeError(`${code}: ${String(status)} is no failure`);
		return [code, Object.freeze({ code, status, title })];
	});
	return Object.freeze(Object.fromEntries(kinds)) as ReturnType<typeof defineProblems<T>>;
}
