import { accountsEn } from './account-texts-en.ts';
import type { Catalogue } from './catalogue.ts';

const count = (minutes: number) => (minutes === 1 ? '1 minute' : `${minutes} minutes`);

/** The mails in English. */
export const en: Catalogue = {
	buttonBroken: 'Does the button not work? This is where it leads:',
	support: 'Questions? Write to',
	signIn: {
		title: (product) => `Sign in to ${product}`,
		titleWithCode: (product, code) => `${code} is your ${product} code`,
		newAccount: 'There is no account for this address yet. Signing in makes one.',
		linkInThisBrowser:
			'Open this link in the browser where you asked to sign in. It works in no other.',
		linkAnywhere: 'Open this link to sign in.',
		button: 'Sign in',
		codeElsewhere:
			'In another browser or on another device? Type this code where you asked to sign in.',
		codeInstead: 'Or type this code where you asked to sign in.',
		codeAlone: 'Type this code where you asked to sign in.',
		goodFor: (secrets, minutes) =>
			({
				link: `The link is good for ${count(minutes)} and works once.`,
				code: `The code is good for ${count(minutes)} and works once.`,
				both: `The link and the code are good for ${count(minutes)}. Using one ends both.`,
			})[secrets],
		notYou:
			'You did not ask for this? Then you need do nothing: nobody can sign in without this mail.',
		neverAsked: (secrets, product) =>
			`Nobody from ${product} will ever ask you for this ${secrets === 'link' ? 'link' : 'code'}.`,
	},
	noAccount: {
		title: (product) => `No ${product} account for this address`,
		what: (product) =>
			`Somebody, probably you, asked to sign in to ${product} with this address. There is no account for it, and new accounts are not open to everybody.`,
		advice: 'Perhaps your account has another address. Then sign in with that one.',
		button: 'Use another address',
		notYou: 'It was not you? Then you need do nothing.',
	},
	accountDisabled: {
		title: (product) => `Your ${product} account is disabled`,
		what: (product) =>
			`Somebody, probably you, asked to sign in to ${product} with this address. Its account is disabled, so nobody can sign in to it.`,
		advice: 'If you think this is a mistake, please get in touch with us.',
		notYou: 'It was not you? Then you need do nothing.',
	},
	invitation: {
		title: (product) => `You are invited to ${product}`,
		what: (product) =>
			`You can now make a ${product} account with this address. Open this link and enter the address: you get a mail to sign in with, and your account with it.`,
		button: 'Get started',
		notYou: 'You did not expect this? Then you need do nothing: no account is made without you.',
	},
	accounts: accountsEn,
};
