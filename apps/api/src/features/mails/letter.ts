import { composeAccountLetter, isAccountMail } from './account-letters.ts';
import { type Block, type Letter, paragraph, type Parts, type Sender } from './blocks.ts';
import type { Catalogue, NoticeTexts, ProofTexts, Secrets } from './catalogue.ts';
import { de } from './catalogue-de.ts';
import { en } from './catalogue-en.ts';
import type { Locale, MailContent, MailData, ProofData } from './content.ts';
import { sayTime } from './sighting.ts';
import { changedBlocks, nothingToResetBlocks, resetBlocks } from './passwords/letters.ts';

/** The texts in each language. */
export const catalogues: Readonly<Record<Locale, Catalogue>> = { en, de };

/** Chooses the sentences of a mail. */
export function composeLetter(content: MailContent, sender: Sender): Letter {
	const texts = catalogues[content.locale];
	return { locale: content.locale, ...parts(content, texts, sender) };
}

function parts(content: MailContent, texts: Catalogue, sender: Sender): Parts {
	if (isAccountMail(content)) {
		return composeAccountLetter(content, { texts, locale: content.locale, sender });
	}
	const { productName } = sender;
	const pen = { texts, sender };
	const { addressTaken, noAccount, accountDisabled, invitation, passwords } = texts;
	const said = { texts: passwords, seen: texts.accounts.seen, locale: content.locale };
	switch (content.template) {
		case 'sign-in':
			return signIn(content.data, texts, sender);
		case 'register':
			return proof(content.data, texts.register, [texts.register.what(productName)], pen);
		case 'verify-email':
			return proof(content.data, texts.verifyEmail, [texts.verifyEmail.what(productName)], pen);
		case 'address-taken':
			return notice(addressTaken, productName, [
				paragraph(addressTaken.advice),
				{ kind: 'link', label: addressTaken.button, url: content.data.signInUrl },
			]);
		case 'no-account':
			return notice(noAccount, productName, [
				paragraph(noAccount.advice),
				{ kind: 'link', label: noAccount.button, url: content.data.signInUrl },
			]);
		case 'account-disabled':
			return notice(accountDisabled, productName, [paragraph(accountDisabled.advice)]);
		case 'new-sign-in':
			return newSignIn(content.data, texts.newSignIn, content.locale, productName);
		case 'invitation':
			return notice(invitation, productName, [
				{ kind: 'link', label: invitation.button, url: content.data.signInUrl },
			]);
		case 'password-reset':
			return notice(passwords.reset, productName, resetBlocks(content.data, said));
		case 'no-password-to-reset':
			return notice(
				passwords.nothingToReset,
				productName,
				nothingToResetBlocks(content.data, said),
			);
		case 'password-changed':
			return notice(
				passwords.changes[content.data.change],
				productName,
				changedBlocks(content.data, said),
			);
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
	const secrets = secretsOf(link, code);
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

/** @throws {RangeError} when there is nothing to sign in with: such a mail would help nobody. */
function secretsOf(link: string | null, code: string | null): Secrets {
	if (link !== null && code !== null) return 'both';
	if (link !== null) return 'link';
	if (code !== null) return 'code';
	throw new RangeError('a sign-in mail carries a link, a code, or both');
}

function newSignIn(
	{ seen, notMeUrl }: MailData['new-sign-in'],
	texts: Catalogue['newSignIn'],
	locale: Locale,
	product: string,
): Parts {
	const { at, timeZone, browser, system } = seen;
	return notice(texts, product, [
		paragraph(texts.when(sayTime(at, locale, timeZone))),
		paragraph(texts.device(browser, system)),
		paragraph(texts.notMe),
		{ kind: 'link', label: texts.button, url: notMeUrl },
	]);
}

function notice(texts: NoticeTexts, product: string, more: readonly Block[]): Parts {
	const title = texts.title(product);
	const what = texts.what(product);
	return {
		subject: title,
		preview: what,
		title,
		blocks: [paragraph(what), ...more],
		footer: [texts.notYou],
	};
}
