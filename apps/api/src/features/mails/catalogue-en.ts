import { accountsEn } from './account-texts-en.ts';
import type { Catalogue } from './catalogue.ts';
import { passwordsInEnglish } from './passwords/en.ts';

const count = (minutes: number) => (minutes === 1 ? '1 minute' : `${minutes} minutes`);

/** The mails in English. */
export const en: Catalogue = {
	buttonBroken: 'Does the button not work? This is where it leads:',
	support: 'Questions? Write to',
	signIn: {
		title: (product) => `Sign in to ${product}`,
		titleWithCode: (product, code) => `${code} is your ${product} code`,
		newAccount: 'There is no account for this address yet. Signing in makes one.',
		unverified:
			'Nobody has confirmed this address yet. Signing in does, and ends what somebody else may have begun: every open session, and the password, if one was set. You can set a new one afterwards.',
		linkInThisBrowser:
			'Open this link in the browser where you asked to sign in. It works in no other.',
		linkAnywhere: 'Open this link to sign in.',
		button: 'Sign in',
		codeElsewhere:
			'In another browser or on another device? Type this code where you asked to sign in.',
		codeInstead: 'Or type this code where you asked to sign in.',
		codeAlone: 'Type this code where you asked to sign in.',
		notYou:
			'You did not ask for this? Then you need do nothing: nobody can sign in without this mail.',
	},
	register: {
		title: (product) => `Your new ${product} account`,
		titleWithCode: (product, code) => `${code} is your ${product} code`,
		what: (product) =>
			`Somebody, probably you, wants to make a ${product} account with this address. There is none yet: using what is in this mail makes it, with the password that was chosen, if one was.`,
		linkInThisBrowser: 'Open this link in the browser where you registered. It works in no other.',
		linkAnywhere: 'Open this link to make your account.',
		button: 'Make my account',
		codeElsewhere: 'In another browser or on another device? Type this code where you registered.',
		codeInstead: 'Or type this code where you registered.',
		codeAlone: 'Type this code where you registered.',
		notYou: 'It was not you? Then you need do nothing: no account is made without this mail.',
	},
	verifyEmail: {
		title: (product) => `Verify your address for ${product}`,
		titleWithCode: (product, code) => `${code} is your ${product} code`,
		what: (product) =>
			`Somebody, probably you, is signed in to the ${product} account of this address and wants to show that the address is theirs.`,
		linkInThisBrowser:
			'Open this link in the browser where you are signed in. It works in no other.',
		linkAnywhere: 'Open this link in a browser where you are signed in.',
		button: 'Verify my address',
		codeElsewhere:
			'In another browser or on another device? Type this code where you are signed in.',
		codeInstead: 'Or type this code where you are signed in.',
		codeAlone: 'Type this code where you are signed in.',
		notYou:
			'You are not signed in anywhere? Then you need do nothing. Tell nobody this code: without it the address stays unconfirmed.',
	},
	addressTaken: {
		title: (product) => `You have a ${product} account already`,
		what: (product) =>
			`Somebody, probably you, wanted to register at ${product} with this address. It has an account already, and nothing about it was changed.`,
		advice:
			'Sign in with a link or a code that is mailed to you, or with your password, if you have set one.',
		button: 'Sign in',
		notYou: 'It was not you? Then you need do nothing: nobody was told that there is an account.',
	},
	goodFor: (secrets, minutes) =>
		({
			link: `The link is good for ${count(minutes)} and works once.`,
			code: `The code is good for ${count(minutes)} and works once.`,
			both: `The link and the code are good for ${count(minutes)}. Using one ends both.`,
		})[secrets],
	neverAsked: (secrets, product) =>
		`Nobody from ${product} will ever ask you for this ${secrets === 'link' ? 'link' : 'code'}.`,
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
	newSignIn: {
		title: (product) => `New sign-in to your ${product} account`,
		what: (product) =>
			`Somebody signed in to your ${product} account in a browser that it was not used in before.`,
		when: (time) => `When: ${time}`,
		device: (browser, system) => {
			if (browser !== null && system !== null) return `With: ${browser} on ${system}`;
			return `With: ${browser ?? system ?? 'a browser or program that did not say what it is'}`;
		},
		notMe:
			'Was it not you? Then sign that browser out. The page that opens asks before it does anything.',
		button: 'This was not me',
		notYou: 'Was it you? Then you need do nothing. The button works for seven days.',
	},
	invitation: {
		title: (product) => `You are invited to ${product}`,
		what: (product) =>
			`You can now make a ${product} account with this address. Open this link and enter the address: you get a mail to sign in with, and your account with it.`,
		button: 'Get started',
		notYou: 'You did not expect this? Then you need do nothing: no account is made without you.',
	},
	accounts: accountsEn,
	passwords: passwordsInEnglish,
};
