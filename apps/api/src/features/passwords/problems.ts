import { defineProblems, Problem } from '@postern/problem';
import { problems as httpProblems } from '../../http/problems.ts';
import { PASSWORD_FAULTS, type PasswordFault } from './rules.ts';

/** How work with passwords can fail. */
export const problems = defineProblems({
	sign_in_busy: { status: 503, title: 'Many people are signing in right now. Try again shortly.' },
});

/**
 * What `errors` says of a new password that is refused: the field, and the reason in a word that stays the same.
 * @param path the field it was sent in
 */
export function passwordError(path: string, reason: PasswordFault) {
	return { path, message: PASSWORD_FAULTS[reason], reason };
}

/** A new password is refused. */
export function refusedPassword(path: string, reason: PasswordFault): Problem {
	const errors = [passwordError(path, reason)];
	return new Problem(httpProblems.invalid_request, { extensions: { errors } });
}
