import type { Secrets } from './catalogue.ts';

/**
 * What a mail carries to prove something with.
 * @throws {RangeError} when there is nothing: such a mail would help nobody
 */
export function carried(link: string | null, code: string | null): Secrets {
	if (link !== null && code !== null) return 'both';
	if (link !== null) return 'link';
	if (code !== null) return 'code';
	throw new RangeError('a mail to prove something with carries a link, a code, or both');
}
