import type { PasswordTexts } from './texts.ts';

const itWasYou = 'It was you? Then you need do nothing.';

/** The mails about passwords in English. */
export const passwordsInEnglish: PasswordTexts = {
	reset: {
		title: (product) => `Choose a new ${product} password`,
		what: (product) =>
			`Somebody, probably you, asked for a new password for the ${product} account of this address.`,
		advice:
			'Open this link, on any device, and choose one. The old password is then worth nothing, and everybody is signed out.',
		button: 'Choose a new password',
		goodFor: (minutes) =>
			`The link is good for ${minutes === 1 ? '1 minute' : `${String(minutes)} minutes`} and works once.`,
		notYou:
			'You did not ask for this? Then you need do nothing: nothing changes without this mail.',
	},
	nothingToReset: {
		title: (product) => `No ${product} account for this address`,
		what: (product) =>
			`Somebody, probably you, asked for a new ${product} password with this address. There is no account for it.`,
		advice: 'Perhaps your account has another address. Then ask with that one.',
		button: 'Use another address',
		notYou: 'It was not you? Then you need do nothing.',
	},
	changes: {
		set: {
			title: (product) => `Your ${product} account has a password now`,
			what: (product) =>
				`A password was set for your ${product} account. From now on it can be signed in to with that, too.`,
			notYou: itWasYou,
		},
		changed: {
			title: (product) => `Your ${product} password was changed`,
			what: (product) =>
				`The password of your ${product} account was changed. Everybody who was signed in elsewhere was signed out.`,
			notYou: itWasYou,
		},
		removed: {
			title: (product) => `Your ${product} password was removed`,
			what: (product) =>
				`The password of your ${product} account was removed. From now on you sign in with a mail.`,
			notYou: itWasYou,
		},
		reset: {
			title: (product) => `Your ${product} password was reset`,
			what: (product) =>
				`A new password was chosen for your ${product} account, with a link from a mail to this address. Everybody who was signed in was signed out.`,
			notYou: itWasYou,
		},
	},
	notYou: 'It was not you? Then choose a new password at once: that signs everybody out.',
	button: 'Choose a new password',
};
