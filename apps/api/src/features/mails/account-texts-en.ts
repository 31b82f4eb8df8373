import type { AccountTexts } from './account-texts.ts';

/** The mails about accounts in English. */
export const accountsEn: AccountTexts = {
	seen: (time, browser, system) => {
		const from = [browser, system].filter((name) => name !== null).join(' on ');
		return from === '' ? `It was done on ${time}.` : `It was done on ${time}, with ${from}.`;
	},
	changeEmail: {
		title: (product) => `Confirm your new address for ${product}`,
		what: (product) =>
			`Somebody who is signed in to a ${product} account, probably you, wants to make this its e-mail address.`,
		linkInThisBrowser:
			'Open this link in the browser where you asked for the change. It works in no other.',
		linkAnywhere: 'Open this link to confirm the address.',
		button: 'Confirm the address',
		codeElsewhere: 'Or type this code where you asked for the change.',
		codeAlone: 'Type this code where you asked for the change.',
		notYou:
			'You did not ask for this? Then you need do nothing: no account gets this address without this mail.',
	},
	emailTaken: {
		title: (product) => `This address belongs to a ${product} account already`,
		what: (product) =>
			`Somebody, perhaps you, wanted to give another ${product} account this address. It belongs to one already, so nothing was changed.`,
		advice:
			'If you want to use it for the other account, first give the account that has it another address, or delete that account.',
		notYou: 'It was not you? Then you need do nothing.',
	},
	emailChanged: {
		title: (product) => `The address of your ${product} account was changed`,
		what: (product) =>
			`Your ${product} account has another e-mail address now. From now on you sign in with that one, and our mails go there.`,
		advice: (until) =>
			`It was not you? Then undo it, until ${until}: the account gets this address back, everybody is signed out, and its password is removed.`,
		button: 'Undo the change',
		notYou: 'It was you? Then you need do nothing.',
	},
	addressReserved: {
		title: (product) => `Your ${product} account has another address now`,
		what: (product) =>
			`Somebody, probably you, asked to sign in to ${product} with this address. Its account was given another one a few days ago.`,
		advice:
			'Sign in with the new address. It was not you who changed it? Then open our mail that told you of the change, and undo it from there.',
		button: 'Sign in with the new address',
		notYou: 'You did not want to sign in? Then you need do nothing.',
	},
	emailRestored: {
		title: (product) => `Your ${product} account has this address again`,
		what: (product) =>
			`The change of its address was undone, from a mail to this one. Everybody was signed out of your ${product} account, and a password that it may have had was removed.`,
		advice:
			'Sign in with a mail to this address, and look at the activity of your account. If somebody else changed the address, change the password of your mailbox, too.',
		button: 'Sign in',
		notYou:
			'It was not you? Then somebody else reads your mail: change the password of your mailbox. Otherwise you need do nothing.',
	},
	emailChangeUndone: {
		title: (product) => `This is no longer the address of a ${product} account`,
		what: (product) =>
			`A ${product} account had been given this address. That was undone from its old address, and everybody was signed out of it.`,
		notYou: 'If you do not know this account, you need do nothing.',
	},
	deletionAsked: {
		title: (product) => `Your ${product} account will be deleted`,
		what: (product) =>
			`You asked to have your ${product} account deleted, and everybody was signed out of it.`,
		due: (time) => `On ${time} it is removed for good, with all that belongs to it.`,
		advice: 'Until then you can keep it: sign in, and nothing is deleted.',
		button: 'Sign in and keep it',
		notYou:
			'It was not you? Then sign in, which keeps your account, and change your password. Otherwise you need do nothing.',
	},
	deletionUndone: {
		title: (product) => `Your ${product} account is kept`,
		what: (product) =>
			`Your ${product} account was going to be deleted. Somebody signed in to it, probably you, so it stays as it is.`,
		notYou:
			'It was not you? Then sign in, end the other sessions, and change your password. Otherwise you need do nothing.',
	},
	accountDeleted: {
		title: (product) => `Your ${product} account was deleted`,
		what: (product) =>
			`As you asked, your ${product} account is gone, and with it what belonged to it. This is the last mail about it.`,
		notYou: 'You need do nothing more. Thank you for having been with us.',
	},
};
