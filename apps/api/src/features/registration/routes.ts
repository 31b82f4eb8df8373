import { Problem } from '@postern/problem';
import type { Static } from 'typebox';
import type { App } from '../../http/app.ts';
import { clientLeft } from '../../http/client-left.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { authRequestProblems } from '../auth-requests/index.ts';
import {
	askerOf,
	checkWish,
	PasswordlessEmailSent,
	passwordlessProblems,
	type ProofOperations,
	type ProofRoutesDeps,
	registerProofRoutes,
} from '../passwordless/index.ts';
import { passwordError, passwordProblems } from '../passwords/index.ts';
import { checkName } from '../profiles/index.ts';
import { sessionProblems } from '../sessions/index.ts';
import { SendRegistrationEmailBody } from './schemas.ts';
import type { Registration, WantedAccount } from './service.ts';

/** What registering needs of its surroundings. */
export interface RegistrationRoutesDeps extends Omit<ProofRoutesDeps, 'proof'> {
	readonly registration: Registration;
	readonly webUrl: string;
}

const OPERATIONS: ProofOperations = {
	path: '/auth/register',
	tags: ['sign-up'],
	access: 'public',
	failures: [passwordlessProblems.sign_up_closed, sessionProblems.account_disabled],
	resend: {
		operationId: 'resendRegistrationEmail',
		summary: 'Mail a new link and a new code to register with',
		description: 'They take the place of the old ones. What the account is to have stays.',
	},
	verifyCode: {
		operationId: 'verifyRegistrationCode',
		summary: 'Make the account with the code, and sign in',
		description:
			'Only where the mail was asked for. If the address got an account meanwhile, this signs in to it and changes nothing about it.',
	},
	verifyLink: {
		operationId: 'verifyRegistrationLink',
		summary: 'Make the account with the link, and sign in',
		description:
			'In the browser that asked. Where the same-browser policy is off and another browser confirms it, the account is made without the password and the name.',
	},
	find: {
		operationId: 'getRegistration',
		summary: 'How a registration stands',
		description: 'For the browser that started it, to go on after a reload.',
	},
};

/** Registering with an address, and a password and a name if the person wants. */
export function registerRegistrationRoutes(app: App, deps: RegistrationRoutesDeps): void {
	const { registration, browser, webUrl } = deps;
	app.addSchema(SendRegistrationEmailBody);
	registerProofRoutes(app, { ...deps, proof: registration }, OPERATIONS);

	app.post(
		`${OPERATIONS.path}/send`,
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [authRequestProblems.mails_limited, passwordProblems.sign_in_busy],
			},
			schema: {
				operationId: 'sendRegistrationEmail',
				tags: OPERATIONS.tags,
				summary: 'Mail a link and a code to register with',
				description:
					'No account is made before one of them comes back. The answer is the same for free, taken and disabled addresses; the owner of a taken one is mailed that they have an account.',
				body: refTo(SendRegistrationEmailBody),
				response: { 200: refTo(PasswordlessEmailSent) },
			},
		},
		async (request, reply) => {
			const wanted = await check(request.body, webUrl, registration);
			const starter = browser.starterOf(request);
			const asker = askerOf(request, starter);
			const sent = await registration.send(wanted, asker, clientLeft(reply));
			browser.remember(reply, starter);
			return sent;
		},
	);
}

/** @throws {Problem} invalid_request, with all that is wrong of the password and the name */
async function check(
	{ password, name, ...rest }: Static<typeof SendRegistrationEmailBody>,
	webUrl: string,
	{ checkPassword }: Pick<Registration, 'checkPassword'>,
): Promise<WantedAccount> {
	const { email, redirectTo } = checkWish(rest, webUrl);
	const checkedName = name === undefined ? { value: null } : checkName(name);
	const owner = { email, name: name ?? null };
	const reason = password === undefined ? null : await checkPassword(password, owner);
	const faults = [
		...(reason === null ? [] : [passwordError('password', reason)]),
		...('message' in checkedName ? [{ path: 'name', message: checkedName.message }] : []),
	];
	if (faults.length > 0) {
		throw new Problem(httpProblems.invalid_request, { extensions: { errors: faults } });
	}
	return { email, redirectTo, password: password ?? null, name: checkedName.value ?? null };
}
