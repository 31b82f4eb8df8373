import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** How a password would fare. */
export interface Estimate {
	/** How many guesses somebody needs who knows what people choose. */
	readonly guesses: number;
	/** Whether a known password is part of it. */
	readonly isCommon: boolean;
	/** Whether something that is known of the person is part of it. */
	readonly isPersonal: boolean;
}

/**
 * As much of it is looked at. Whoever has to guess the whole has to guess its beginning, so a beginning that
 * is good enough is all there is to know; and the time it takes grows faster than the length (ten seconds
 * for 256 characters were measured, which would stop a server).
 */
const CHARACTERS_MAX = 40;
/** Ways of writing a word in digits and signs that are tried; the time grows with them, too. */
const SUBSTITUTIONS_MAX = 8;

/** Makes the function that estimates how many guesses a password stands, in milliseconds for any text. */
export function createEstimator() {
	let loading: Promise<ZxcvbnFactory> | undefined;

	/** What could not be loaded is tried again. */
	function loaded(): Promise<ZxcvbnFactory> {
		return (loading ??= load().catch((error: unknown) => {
			loading = undefined;
			throw error;
		}));
	}

	return async function estimate(password: string, known: readonly string[]): Promise<Estimate> {
		const zxcvbn = await loaded();
		const beginning = Array.from(password).slice(0, CHARACTERS_MAX).join('');
		const { guesses, sequence } = zxcvbn.check(beginning, [...known]);
		const lists = sequence.map((match) =>
			'dictionaryName' in match ? String(match.dictionaryName) : '',
		);
		return {
			guesses,
			isCommon: lists.some((name) => name.startsWith('passwords')),
			isPersonal: lists.includes('userInputs'),
		};
	};
}

/** The lists take 30 MB and a tenth of a second: not before somebody sets a password. */
async function load(): Promise<ZxcvbnFactory> {
	const [{ ZxcvbnFactory }, common] = await Promise.all([
		import('@zxcvbn-ts/core'),
		import('@zxcvbn-ts/language-common'),
	]);
	return new ZxcvbnFactory({
		dictionary: common.dictionary,
		graphs: common.adjacencyGraphs,
		l33tMaxSubstitutions: SUBSTITUTIONS_MAX,
		maxLength: CHARACTERS_MAX * 2,
	});
}
