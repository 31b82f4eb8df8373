import type { Problem } from './problem.ts';

/** The media type of RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of a failed answer, as RFC 9457 lays it out. */
export interface ProblemDocument {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly code: string;
	readonly detail?: string;
	readonly requestId: string;
	readonly [extension: string]: unknown;
}

/** The document for one occurrence. Extensions cannot overwrite the standard members. */
export function toDocument(problem: Problem, requestId: string): ProblemDocument {
	const { code, status, title } = problem.kind;
	return {
		...problem.extensions,
		type: `urn:problem-type:postern:${code}`,
		title,
		status,
		code,
		...(problem.detail === undefined ? {} : { detail: problem.detail }),
		requestId,
	};
}
