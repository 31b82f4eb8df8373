/** What the process was started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable: what it means, what it is when unset, and how its text is understood. */
export interface Setting<T> {
	readonly name: string;
	readonly help: string;
	/** As it would be written in the environment; empty for none. */
	readonly fallback: string;
	/** A secret may also come from the file that `NAME_FILE` names. */
	readonly isSecret?: boolean;
	/** @throws {RangeError} with what was expected. */
	readonly parse: (text: string) => T;
}

/** Reads settings and collects the mistakes, so that all of them can be told at once. */
export function createReader(environment: Environment, readFile: (path: string) => string) {
	const mistakes: string[] = [];

	function textOf(setting: Setting<unknown>): string {
		const direct = environment[setting.name]?.trim();
		if (direct) return direct;
		const path = setting.isSecret ? environment[`${setting.name}_FILE`]?.trim() : undefined;
		return path ? readFile(path).trim() : setting.fallback;
	}

	function read<T>(setting: Setting<T>): T {
		try {
			return setting.parse(textOf(setting));
		} catch (error) {
			const reason =
				error instanceof RangeError
					? error.message
					: `the file that ${setting.name}_FILE names cannot be read`;
			mistakes.push(`${setting.name}: ${reason}`);
			return setting.parse(setting.fallback);
		}
	}

	return { read, mistakes: mistakes as readonly string[] };
}
