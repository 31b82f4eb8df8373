import { defineProblems } from '@postern/problem';
import { problems as httpProblems } from '../../http/problems.ts';

/** Why a request that needs a session is refused. Clients end their own state only for these codes. */
export const refusals = defineProblems({
	no_session: { status: 401, title: 'You are not signed in.' },
	session_expired_idle: {
		status: 401,
		title: 'You were signed out because you were away for a while.',
	},
	session_expired_absolute: {
		status: 401,
		title: 'Your session has reached its longest life. Sign in again.',
	},
	session_ended: { status: 401, title: 'This session was ended.' },
	account_disabled: { status: 401, title: 'This account is disabled.' },
});

/** Every way in which sessions can fail. Another person's session does not exist. */
export const problems = {
	...refusals,
	...defineProblems({
		email_not_verified: {
			status: 403,
			title: 'The e-mail address of this account is not verified yet.',
		},
		step_up_required: {
			status: 403,
			title: 'This needs a sign-in of a moment ago. Sign in again, then repeat it.',
		},
		session_not_found: { status: 404, title: 'There is no such session.' },
	}),
};

/** The account of somebody who signs in was deleted in this very moment; every operation may answer it. */
export const { unavailable: accountGone } = httpProblems;
