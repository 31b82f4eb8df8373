import { explainMail } from '#lib/passwordless/mail-problems.ts';
import { Problem } from '@postern/api-client';
import { sentence, t } from '#lib/language/index.ts';
import { createExplain, type AddressCode, type Explain, type Sentence } from '#lib/problems.ts';

/** The compiler wants every code. */
const SENTENCES: Record<AddressCode, Sentence> = {
	email_taken: sentence('This address belongs to another account by now. Choose another one.'),
	undo_not_valid: sentence('This link does not undo anything. Open the one in the mail itself.'),
	undo_expired: sentence(
		'This change is older than seven days and can no longer be undone. Tell the people who run this site.',
	),
	undo_used: sentence('This change was undone already. Sign in with the old address.'),
};

const CODES: ReadonlySet<string> = new Set(Object.keys(SENTENCES));
const explainOwn = createExplain(SENTENCES);

/** What went wrong with a change of address means to a person, its mail included; all other failures too. */
export const explainAddress: Explain = (error, secondsLeft) => {
	if (error instanceof Problem && error.code === 'auth_request_not_found') {
		return t('This browser has no change of address under way any more. Start again.');
	}
	const isOwn = error instanceof Problem && CODES.has(error.code);
	return isOwn ? explainOwn(error, secondsLeft) : explainMail(error, secondsLeft);
};
