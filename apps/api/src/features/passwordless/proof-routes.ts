import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemKind } from '@postern/problem';
import type { AccessRule, App } from '../../http/app.ts';
import type { HostCookie } from '../../http/host-cookie.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { authRequestProblems, type Starter } from '../auth-requests/index.ts';
import type { BrowserCookie } from '../known-browsers/index.ts';
import { localeOf } from '../mails/index.ts';
import type { CredentialReader } from '../sessions/index.ts';
import type { MailProof } from './mail-proof.ts';
import type { Asker, Shower, SignedInByMail } from './people.ts';
import * as schemas from './schemas.ts';

/** What the routes of a proof by mail need. */
export interface ProofRoutesDeps {
	readonly proof: Omit<MailProof<SignedInByMail>, 'send'>;
	readonly sessionCookie: HostCookie;
	readonly browser: BrowserCookie;
	readonly readCredential: CredentialReader;
}

/** One operation in the contract. */
export interface OperationWords {
	readonly operationId: string;
	readonly summary: string;
	readonly description: string;
}

/** How the operations of one purpose are called, and how following a proof can fail. */
export interface ProofOperations {
	/** All four lie below it. */
	readonly path: string;
	readonly tags: readonly string[];
	readonly access: AccessRule;
	readonly failures: readonly ProblemKind[];
	readonly resend: OperationWords;
	readonly verifyCode: OperationWords;
	readonly verifyLink: OperationWords;
	readonly find: OperationWords;
}

/** How the operations of a proof by mail can fail, whatever it is for. */
export const proofFailures = {
	resend: [
		authRequestProblems.auth_request_not_found,
		authRequestProblems.auth_request_used,
		authRequestProblems.code_tries_spent,
		authRequestProblems.mails_limited,
	],
	code: [
		authRequestProblems.auth_request_not_found,
		authRequestProblems.auth_request_expired,
		authRequestProblems.auth_request_used,
		authRequestProblems.code_wrong,
		authRequestProblems.code_tries_spent,
		authRequestProblems.code_not_offered,
		authRequestProblems.guesses_limited,
	],
	link: [
		authRequestProblems.link_not_valid,
		authRequestProblems.auth_request_expired,
		authRequestProblems.auth_request_used,
		authRequestProblems.link_other_browser,
		authRequestProblems.link_needs_confirmation,
	],
};

/** Whoever asks for a mail with this request. */
export function askerOf(request: FastifyRequest, starter: Starter): Asker {
	const locale = localeOf(request.headers['accept-language']);
	return { starter, locale, where: whereOf(request) };
}

/** What the schema cannot say about a field. */
export function invalidField(path: string, message: string): Problem {
	return new Problem(httpProblems.invalid_request, { extensions: { errors: [{ path, message }] } });
}

/** Everything but the first mail, which each purpose asks for in its own way. */
export function registerProofRoutes(
	app: App,
	deps: ProofRoutesDeps,
	operations: ProofOperations,
): void {
	registerResend(app, deps, operations);
	registerVerifying(app, deps, operations);
	registerReading(app, deps, operations);
}

function registerResend(
	app: App,
	{ proof, browser }: ProofRoutesDeps,
	{ path, tags, access, resend }: ProofOperations,
): void {
	app.post(
		`${path}/resend`,
		{
			config: { access, limit: 'credentials', failures: proofFailures.resend },
			schema: {
				...resend,
				tags,
				body: refTo(schemas.ResendPasswordlessEmailBody),
				response: { 200: refTo(schemas.PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const starter = browser.read(request);
			const sent = await proof.resend(request.body.authRequestId, askerOf(request, starter));
			browser.remember(reply, starter);
			return sent;
		},
	);
}

function registerVerifying(
	app: App,
	{ proof, browser, readCredential, sessionCookie }: ProofRoutesDeps,
	{ path, tags, access, failures, verifyCode, verifyLink }: ProofOperations,
): void {
	const showerOf = (request: FastifyRequest): Shower => ({
		...askerOf(request, browser.starterOf(request)),
		replacesTokenHash: readCredential(request.headers),
		session: request.checkedSession,
	});
	const answer = (reply: FastifyReply, { starter }: Shower, signedIn: SignedInByMail) => {
		const { session, ...person } = signedIn;
		reply.header('set-cookie', sessionCookie.set(session.token, session.maxAgeSeconds));
		browser.remember(reply, starter);
		return person;
	};

	app.post(
		`${path}/verify/code`,
		{
			config: { access, limit: 'credentials', failures: [...proofFailures.code, ...failures] },
			schema: {
				...verifyCode,
				tags,
				body: refTo(schemas.VerifyPasswordlessCodeBody),
				response: { 200: refTo(schemas.SignedInByMail) },
			},
		},
		async (request, reply) => {
			const { authRequestId, code } = request.body;
			const shower = showerOf(request);
			return answer(reply, shower, await proof.verifyCode(authRequestId, code, shower));
		},
	);

	app.post(
		`${path}/verify/link`,
		{
			config: { access, limit: 'credentials', failures: [...proofFailures.link, ...failures] },
			schema: {
				...verifyLink,
				tags,
				body: refTo(schemas.VerifyPasswordlessLinkBody),
				response: { 200: refTo(schemas.SignedInByMail) },
			},
		},
		async (request, reply) => {
			const { token, confirmed = false } = request.body;
			const shower = showerOf(request);
			return answer(reply, shower, await proof.verifyLink(token, confirmed, shower));
		},
	);
}

function registerReading(
	app: App,
	{ proof, browser }: ProofRoutesDeps,
	{ path, tags, access, find }: ProofOperations,
): void {
	app.get(
		`${path}/requests/:authRequestId`,
		{
			config: { access, failures: [authRequestProblems.auth_request_not_found] },
			schema: {
				...find,
				tags,
				params: schemas.AuthRequestParams,
				response: { 200: refTo(schemas.AuthRequest) },
			},
		},
		async (request) => {
			const found = await proof.find(request.params.authRequestId, browser.read(request));
			if (found === null) throw new Problem(authRequestProblems.auth_request_not_found);
			return found;
		},
	);
}
