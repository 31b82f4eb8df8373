import type { AccountMailTemplate } from './account-content.ts';
import { composeAccountLetter, isAccountMail } from './account-letters.ts';
import { type Block, button, type Letter, paragraph, type Parts, type Sender } from './blocks.ts';
import { carried } from './carried.ts';
import type { Catalogue, ProofTexts } from './catalogue.ts';
import { de } from './catalogue-de.ts';
import { en } from './catalogue-en.ts';
import type { Locale, MailContent, MailData, ProofData } from './content.ts';
import { sayTime } from './sighting.ts';
import {
	composePasswordLetter,
	isPasswordMail,
	type PasswordMailTemplate,
} from './passwords/letters.ts';
import { notice, type Pen } from './notice.ts';

/** The texts in each language. */
export const catalogues: Readonly<Record<Locale, Catalogue>> = { en, de };

/** Chooses the sentences of a mail. */
export function composeLetter(content: MailContent, sender: Sender): Letter {
	const texts = catalogues[content.locale];
	return { locale: content.locale, ...parts(content, texts, sender) };
}

function parts(content: MailContent, texts: Catalogue, sender: Sender): Parts {
	const pen = { texts, sender, locale: content.locale };
	if (isAccountMail(content)) return composeAccountLetter(content, pen);
	if (isPasswordMail(content)) return composePasswordLetter(content, pen);
	return composeSignInLetter(content, pen);
}

type SignInMail = Exclude<
	MailContent,
	{ readonly template: AccountMailTemplate | PasswordMailTemplate }
>;

/** The mails around signing in and up. */
function composeSignInLetter(content: SignInMail, pen: Pen): Parts {
	const { texts, sender } = pen;
	const { productName } = sender;
	const { addressTaken, noAccount, accountDisabled, invitation } = texts;
	switch (content.template) {
		case 'sign-in':
			return signIn(content.data, texts, sender);
		case 'register':
			return proof(content.data, texts.register, [texts.register.what(productName)], pen);
		case 'verify-email':
			return proof(content.data, texts.verifyEmail, [texts.verifyEmail.what(productName)], pen);
		case 'address-taken':
			return notice(addressTaken, pen, [
				paragraph(addressTaken.advice),
				button(addressTaken.button, content.data.signInUrl),
			]);
		case 'no-account':
			return notice(noAccount, pen, [
				paragraph(noAccount.advice),
				button(noAccount.button, content.data.signInUrl),
			]);
		case 'account-disabled':
			return notice(accountDisabled, pen, [paragraph(accountDisabled.advice)]);
		case 'new-sign-in':
			return newSignIn(content.data, pen);
		case 'invitation':
			return notice(invitation, pen, [button(invitation.button, content.data.signInUrl)]);
	}
}

function signIn(data: MailData['sign-in'], texts: Catalogue, sender: Sender): Parts {
	const { newAccount, unverified } = texts.signIn;
	const { isNewAccount, isUnverified = false } = data;
	const before = [...(isNewAccount ? [newAccount] : []), ...(isUnverified ? [unverified] : [])];
	return proof(data, texts.signIn, before, { texts, sender });
}

/** A mail to prove something with: a link, a code, or both. */
function proof(
	data: ProofData,
	texts: ProofTexts,
	before: readonly string[],
	{ texts: all, sender }: { readonly texts: Catalogue; readonly sender: Sender },
): Parts {
	const { link, code, isSameBrowser } = data;
	const { productName: product, isCodeInSubject } = sender;
	const secrets = carried(link, code);
	const title = texts.title(product);
	const goodFor = all.goodFor(secrets, Math.max(1, Math.floor(data.minutes)));
	const blocks: Block[] = before.map(paragraph);
	if (link !== null) {
		blocks.push(paragraph(isSameBrowser ? texts.linkInThisBrowser : texts.linkAnywhere));
		blocks.push({ kind: 'link', label: texts.button, url: link });
	}
	if (code !== null) {
		const besideLink = isSameBrowser ? texts.codeElsewhere : texts.codeInstead;
		blocks.push(paragraph(link === null ? texts.codeAlone : besideLink));
		blocks.push({ kind: 'code', text: code });
	}
	blocks.push({ kind: 'quiet', text: goodFor });
	return {
		subject: isCodeInSubject && code !== null ? texts.titleWithCode(product, code) : title,
		preview: goodFor,
		title,
		blocks,
		footer: [texts.notYou, all.neverAsked(secrets, product)],
	};
}

function newSignIn({ seen, notMeUrl }: MailData['new-sign-in'], pen: Pen): Parts {
	const { newSignIn: words } = pen.texts;
	const { at, timeZone, browser, system } = seen;
	return notice(words, pen, [
		paragraph(words.when(sayTime(at, pen.locale, timeZone))),
		paragraph(words.device(browser, system)),
		paragraph(words.notMe),
		button(words.button, notMeUrl),
	]);
}
