import { Problem, PROBLEM_MEDIA_TYPE, type ProblemKind, toDocument } from '@postern/problem';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { problems } from './problems.ts';
import { validationErrors } from './validation-errors.ts';

const RETRY_AFTER_SECONDS = 2;

const BY_FASTIFY_CODE: Readonly<Record<string, keyof typeof problems>> = {
	FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
	FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
	FST_ERR_NOT_FOUND: 'not_found',
};

/** Answers every failure with a problem document; what is not a problem says nothing of its inside. */
export function registerErrorReplies(app: App, isUnavailable: (error: unknown) => boolean): void {
	app.setErrorHandler((error: FastifyError, request, reply) => {
		const problem = toProblem(error, isUnavailable);
		if (problem.kind.status >= 500 && error.name !== 'AbortError') {
			request.log.error({ requestId: request.id, err: problem.cause ?? error }, problem.kind.code);
		}
		return sendProblem(request, reply, problem);
	});
	app.setNotFoundHandler((request, reply) =>
		sendProblem(request, reply, new Problem(problems.not_found)),
	);
}

/** Writes a problem as the reply. */
export function sendProblem(
	request: FastifyRequest,
	reply: FastifyReply,
	problem: Problem,
): FastifyReply {
	reply.code(problem.kind.status);
	reply.problemCode = problem.kind.code;
	reply.header('content-type', PROBLEM_MEDIA_TYPE);
	if (problem.retryAfterSeconds !== undefined) {
		reply.header('retry-after', String(problem.retryAfterSeconds));
	}
	return reply.send(textOf(problem, request.id));
}

/** The documents of kinds, up to the id of the request. */
const begun = new Map<ProblemKind, string>();

/** The document as text. What says nothing of its own occurrence is written once for its kind. */
function textOf(problem: Problem, requestId: string): string {
	const { kind, detail, extensions } = problem;
	if (detail !== undefined || extensions !== undefined) {
		return JSON.stringify(toDocument(problem, requestId));
	}
	let text = begun.get(kind);
	if (text === undefined) {
		text = JSON.stringify(toDocument(problem, '')).slice(0, -'""}'.length);
		begun.set(kind, text);
	}
	return `${text}${JSON.stringify(requestId)}}`;
}

function toProblem(error: FastifyError, isUnavailable: (error: unknown) => boolean): Problem {
	if (error instanceof Problem) return error;
	if (error.validation) {
		return new Problem(problems.invalid_request, {
			extensions: { errors: validationErrors(error.validation) },
		});
	}
	const known = BY_FASTIFY_CODE[error.code];
	if (known) return new Problem(problems[known]);
	if (error.statusCode !== undefined && error.statusCode < 500) {
		return new Problem(problems.malformed_request);
	}
	if (error.name === 'AbortError') return new Problem(problems.unavailable);
	if (isUnavailable(error)) {
		return new Problem(problems.unavailable, {
			retryAfterSeconds: RETRY_AFTER_SECONDS,
			cause: error,
		});
	}
	return new Problem(problems.internal_error, { cause: error });
}
