import { composeAccountLetter, isAccountMail } from './account-letters.ts';
import { type Block, type Letter, paragraph, type Parts, type Sender } from './blocks.ts';
import type { Catalogue, NoticeTexts, Secrets } from './catalogue.ts';
import { de } from './catalogue-de.ts';
import { en } from './catalogue-en.ts';
import type { Locale, MailContent, MailData } from './content.ts';

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
	const { noAccount, accountDisabled, invitation } = texts;
	switch (content.template) {
		case 'sign-in':
			return signIn(content.data, texts.signIn, sender);
		case 'no-account':
			return notice(noAccount, productName, [
				paragraph(noAccount.advice),
				{ kind: 'link', label: noAccount.button, url: content.data.signInUrl },
			]);
		case 'account-disabled':
			return notice(accountDisabled, productName, [paragraph(accountDisabled.advice)]);
		case 'invitation':
			return notice(invitation, productName, [
				{ kind: 'link', label: invitation.button, url: content.data.signInUrl },
			]);
	}
}

function signIn(data: MailData['sign-in'], texts: Catalogue['signIn'], sender: Sender): Parts {
	const { link, code, isSameBrowser, isNewAccount } = data;
	const { productName: product, isCodeInSubject } = sender;
	const secrets = secretsOf(link, code);
	const title = texts.title(product);
	const goodFor = texts.goodFor(secrets, Math.max(1, Math.floor(data.minutes)));
	const blocks: Block[] = [];
	if (isNewAccount) blocks.push(paragraph(texts.newAccount));
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
		footer: [texts.notYou, texts.neverAsked(secrets, product)],
	};
}

/** @throws {RangeError} when there is nothing to sign in with: such a mail would help nobody. */
function secretsOf(link: string | null, code: string | null): Secrets {
	if (link !== null && code !== null) return 'both';
	if (link !== null) return 'link';
	if (code !== null) return 'code';
	throw new RangeError('a sign-in mail carries a link, a code, or both');
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
