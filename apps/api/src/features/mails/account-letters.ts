import type { AccountMailData, AccountMailTemplate } from './account-content.ts';
import { type Block, button, paragraph, type Parts } from './blocks.ts';
import { carried } from './carried.ts';
import { notice, type Pen, sighted } from './notice.ts';
import { sayTime } from './sighting.ts';

type Letters = {
	readonly [Template in AccountMailTemplate]: (data: AccountMailData[Template], pen: Pen) => Parts;
};

const LETTERS: Letters = {
	'change-email': changeEmail,
	'email-taken': (_data, pen) => {
		const { emailTaken } = pen.texts.accounts;
		return notice(emailTaken, pen, [paragraph(emailTaken.advice)]);
	},
	'email-changed': ({ seen, undoUrl, undoUntil }, pen) => {
		const { emailChanged } = pen.texts.accounts;
		const until = sayTime(undoUntil, pen.locale, seen.timeZone);
		return notice(emailChanged, pen, [
			sighted(seen, pen),
			paragraph(emailChanged.advice(until)),
			button(emailChanged.button, undoUrl),
		]);
	},
	'address-reserved': ({ signInUrl }, pen) => {
		const { addressReserved } = pen.texts.accounts;
		return notice(addressReserved, pen, [
			paragraph(addressReserved.advice),
			button(addressReserved.button, signInUrl),
		]);
	},
	'email-restored': ({ seen, signInUrl }, pen) => {
		const { emailRestored } = pen.texts.accounts;
		return notice(emailRestored, pen, [
			sighted(seen, pen),
			paragraph(emailRestored.advice),
			button(emailRestored.button, signInUrl),
		]);
	},
	'email-change-undone': (_data, pen) => notice(pen.texts.accounts.emailChangeUndone, pen, []),
	'deletion-asked': ({ seen, dueAt, signInUrl }, pen) => {
		const { deletionAsked } = pen.texts.accounts;
		return notice(deletionAsked, pen, [
			sighted(seen, pen),
			paragraph(deletionAsked.due(sayTime(dueAt, pen.locale, seen.timeZone))),
			paragraph(deletionAsked.advice),
			button(deletionAsked.button, signInUrl),
		]);
	},
	'deletion-undone': ({ seen }, pen) =>
		notice(pen.texts.accounts.deletionUndone, pen, [sighted(seen, pen)]),
	'account-deleted': (_data, pen) => notice(pen.texts.accounts.accountDeleted, pen, []),
};

/** Whether a mail is one of these. */
export function isAccountMail<Content extends { readonly template: string }>(
	content: Content,
): content is Extract<Content, { readonly template: AccountMailTemplate }> {
	return content.template in LETTERS;
}

/** Chooses the sentences of a mail about an account's address or its end. */
export function composeAccountLetter<Template extends AccountMailTemplate>(
	{ template, data }: { readonly template: Template; readonly data: AccountMailData[Template] },
	pen: Pen,
): Parts {
	return LETTERS[template](data, pen);
}

/** @throws {RangeError} when there is nothing to confirm with: such a mail would help nobody. */
function changeEmail(data: AccountMailData['change-email'], pen: Pen): Parts {
	const { link, code, isSameBrowser } = data;
	const { texts, sender } = pen;
	const { changeEmail: words } = texts.accounts;
	const secrets = carried(link, code);
	const blocks: Block[] = [];
	if (link !== null) {
		blocks.push(paragraph(isSameBrowser ? words.linkInThisBrowser : words.linkAnywhere));
		blocks.push(button(words.button, link));
	}
	if (code !== null) {
		blocks.push(paragraph(link === null ? words.codeAlone : words.codeElsewhere));
		blocks.push({ kind: 'code', text: code });
	}
	const goodFor = texts.goodFor(secrets, Math.max(1, Math.floor(data.minutes)));
	blocks.push({ kind: 'quiet', text: goodFor });
	const letter = notice(words, pen, blocks);
	const neverAsked = texts.neverAsked(secrets, sender.productName);
	return { ...letter, footer: [...letter.footer, neverAsked] };
}
