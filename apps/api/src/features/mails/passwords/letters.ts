import { button, paragraph, type Parts } from '../blocks.ts';
import type { MailData } from '../content.ts';
import { notice, type Pen, sighted } from '../notice.ts';

/** The mails about passwords. */
export type PasswordMailTemplate = 'password-reset' | 'no-password-to-reset' | 'password-changed';
type Letters = {
	readonly [Each in PasswordMailTemplate]: (data: MailData[Each], pen: Pen) => Parts;
};

const LETTERS: Letters = {
	'password-reset': ({ link, minutes }, pen) => {
		const { reset } = pen.texts.passwords;
		const goodFor = reset.goodFor(Math.max(1, Math.floor(minutes)));
		return notice(reset, pen, [
			paragraph(reset.advice),
			button(reset.button, link),
			{ kind: 'quiet', text: goodFor },
		]);
	},
	'no-password-to-reset': ({ forgotUrl }, pen) => {
		const { nothingToReset } = pen.texts.passwords;
		return notice(nothingToReset, pen, [
			paragraph(nothingToReset.advice),
			button(nothingToReset.button, forgotUrl),
		]);
	},
	'password-changed': ({ change, seen, forgotUrl }, pen) => {
		const { changes, notYou, button: label } = pen.texts.passwords;
		return notice(changes[change], pen, [
			sighted(seen, pen),
			paragraph(notYou),
			button(label, forgotUrl),
		]);
	},
};

/** Whether a mail is one of these. */
export function isPasswordMail<Content extends { readonly template: string }>(
	content: Content,
): content is Extract<Content, { readonly template: PasswordMailTemplate }> {
	return content.template in LETTERS;
}

/** Chooses the sentences of a mail about a password. */
export function composePasswordLetter<Each extends PasswordMailTemplate>(
	{ template, data }: { readonly template: Each; readonly data: MailData[Each] },
	pen: Pen,
): Parts {
	return LETTERS[template](data, pen);
}
