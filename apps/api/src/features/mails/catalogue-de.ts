// cspell:disable -- German
import { accountsDe } from './account-texts-de.ts';
import type { Catalogue } from './catalogue.ts';

const count = (minutes: number) => (minutes === 1 ? '1 Minute' : `${minutes} Minuten`);

/** The mails in German. */
export const de: Catalogue = {
	buttonBroken: 'Funktioniert die Schaltfläche nicht? Sie führt hierhin:',
	support: 'Fragen? Schreiben Sie an',
	signIn: {
		title: (product) => `Bei ${product} anmelden`,
		titleWithCode: (product, code) => `${code} ist Ihr Code für ${product}`,
		newAccount: 'Zu dieser Adresse gibt es noch kein Konto. Mit der Anmeldung wird eines angelegt.',
		linkInThisBrowser:
			'Öffnen Sie diesen Link in dem Browser, in dem Sie die Anmeldung begonnen haben. In keinem anderen funktioniert er.',
		linkAnywhere: 'Öffnen Sie diesen Link, um sich anzumelden.',
		button: 'Anmelden',
		codeElsewhere:
			'In einem anderen Browser oder auf einem anderen Gerät? Geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben.',
		codeInstead: 'Oder geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben.',
		codeAlone: 'Geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben.',
		goodFor: (secrets, minutes) =>
			({
				link: `Der Link gilt ${count(minutes)} und funktioniert einmal.`,
				code: `Der Code gilt ${count(minutes)} und funktioniert einmal.`,
				both: `Link und Code gelten ${count(minutes)}. Wird eines benutzt, enden beide.`,
			})[secrets],
		notYou:
			'Sie wollten sich nicht anmelden? Dann brauchen Sie nichts zu tun: Ohne diese Mail kann sich niemand anmelden.',
		neverAsked: (secrets, product) =>
			`Niemand von ${product} wird Sie je nach diesem ${secrets === 'link' ? 'Link' : 'Code'} fragen.`,
	},
	noAccount: {
		title: (product) => `Kein Konto bei ${product} zu dieser Adresse`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse bei ${product} anmelden. Zu ihr gibt es kein Konto, und neue Konten stehen nicht allen offen.`,
		advice: 'Vielleicht hat Ihr Konto eine andere Adresse. Dann melden Sie sich mit jener an.',
		button: 'Andere Adresse verwenden',
		notYou: 'Das waren nicht Sie? Dann brauchen Sie nichts zu tun.',
	},
	accountDisabled: {
		title: (product) => `Ihr Konto bei ${product} ist gesperrt`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse bei ${product} anmelden. Das Konto dazu ist gesperrt, also kann sich niemand damit anmelden.`,
		advice: 'Wenn Sie das für einen Irrtum halten, melden Sie sich bitte bei uns.',
		notYou: 'Das waren nicht Sie? Dann brauchen Sie nichts zu tun.',
	},
	invitation: {
		title: (product) => `Sie sind zu ${product} eingeladen`,
		what: (product) =>
			`Mit dieser Adresse können Sie jetzt ein Konto bei ${product} anlegen. Öffnen Sie diesen Link und geben Sie die Adresse ein: Sie bekommen eine Mail, mit der Sie sich anmelden, und damit Ihr Konto.`,
		button: 'Loslegen',
		notYou:
			'Sie haben das nicht erwartet? Dann brauchen Sie nichts zu tun: Ohne Sie wird kein Konto angelegt.',
	},
	accounts: accountsDe,
};
