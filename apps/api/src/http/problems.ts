import { defineProblems } from '@postern/problem';

/** What can go wrong with any operation, before or around its own work. */
export const problems = defineProblems({
	malformed_request: { status: 400, title: 'The request could not be read.' },
	origin_not_allowed: { status: 403, title: 'Requests from this origin are not allowed.' },
	not_found: { status: 404, title: 'There is nothing at this address.' },
	body_too_large: { status: 413, title: 'The request body is larger than 64 KiB.' },
	unsupported_media_type: { status: 415, title: 'The request body must be application/json.' },
	invalid_request: { status: 422, title: 'Some of what was sent is not valid.' },
	rate_limited: { status: 429, title: 'Too many requests. Try again later.' },
	internal_error: { status: 500, title: 'Something went wrong on our side.' },
	unavailable: { status: 503, title: 'The service cannot answer right now. Try again shortly.' },
});
