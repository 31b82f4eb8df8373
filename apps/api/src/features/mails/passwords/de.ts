// cspell:disable -- German
import type { PasswordTexts } from './texts.ts';

const itWasYou = 'Das waren Sie? Dann brauchen Sie nichts zu tun.';

/** The mails about passwords in German. */
export const passwordsInGerman: PasswordTexts = {
	reset: {
		title: (product) => `Neues Passwort für ${product} wählen`,
		what: (product) =>
			`Für das Konto dieser Adresse bei ${product} hat jemand, wahrscheinlich Sie, ein neues Passwort angefordert.`,
		advice:
			'Öffnen Sie diesen Link, auf einem beliebigen Gerät, und wählen Sie eines. Das alte Passwort gilt dann nicht mehr, und alle Sitzungen enden.',
		button: 'Neues Passwort wählen',
		goodFor: (minutes) =>
			`Der Link gilt ${minutes === 1 ? '1 Minute' : `${String(minutes)} Minuten`} und funktioniert einmal.`,
		notYou:
			'Sie wollten kein neues Passwort? Dann brauchen Sie nichts zu tun: Ohne diese Mail ändert sich nichts.',
	},
	nothingToReset: {
		title: (product) => `Kein Konto bei ${product} zu dieser Adresse`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, hat mit dieser Adresse ein neues Passwort für ${product} angefordert. Zu ihr gibt es kein Konto.`,
		advice: 'Vielleicht hat Ihr Konto eine andere Adresse. Dann geben Sie jene an.',
		button: 'Andere Adresse verwenden',
		notYou: 'Das waren nicht Sie? Dann brauchen Sie nichts zu tun.',
	},
	changes: {
		set: {
			title: (product) => `Ihr Konto bei ${product} hat jetzt ein Passwort`,
			what: (product) =>
				`Für Ihr Konto bei ${product} wurde ein Passwort gesetzt. Von jetzt an kann man sich auch damit anmelden.`,
			notYou: itWasYou,
		},
		changed: {
			title: (product) => `Ihr Passwort für ${product} wurde geändert`,
			what: (product) =>
				`Das Passwort Ihres Kontos bei ${product} wurde geändert. Wer anderswo angemeldet war, wurde abgemeldet.`,
			notYou: itWasYou,
		},
		removed: {
			title: (product) => `Ihr Passwort für ${product} wurde entfernt`,
			what: (product) =>
				`Das Passwort Ihres Kontos bei ${product} wurde entfernt. Von jetzt an melden Sie sich mit einer Mail an.`,
			notYou: itWasYou,
		},
		reset: {
			title: (product) => `Ihr Passwort für ${product} wurde zurückgesetzt`,
			what: (product) =>
				`Für Ihr Konto bei ${product} wurde mit einem Link aus einer Mail an diese Adresse ein neues Passwort gewählt. Alle, die angemeldet waren, wurden abgemeldet.`,
			notYou: itWasYou,
		},
	},
	notYou:
		'Das waren nicht Sie? Dann wählen Sie sofort ein neues Passwort: Damit werden alle abgemeldet.',
	button: 'Neues Passwort wählen',
};
