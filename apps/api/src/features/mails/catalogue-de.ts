// cspell:disable -- German
import { accountsDe } from './account-texts-de.ts';
import type { Catalogue } from './catalogue.ts';
import { passwordsInGerman } from './passwords/de.ts';

const count = (minutes: number) => (minutes === 1 ? '1 Minute' : `${minutes} Minuten`);

/** The mails in German. */
export const de: Catalogue = {
	buttonBroken: 'Funktioniert die Schaltfläche nicht? Sie führt hierhin:',
	support: 'Fragen? Schreiben Sie an',
	signIn: {
		title: (product) => `Bei ${product} anmelden`,
		titleWithCode: (product, code) => `${code} ist Ihr Code für ${product}`,
		newAccount: 'Zu dieser Adresse gibt es noch kein Konto. Mit der Anmeldung wird eines angelegt.',
		unverified:
			'Diese Adresse ist noch nicht bestätigt. Mit der Anmeldung bestätigen Sie sie, und es endet, was jemand anders begonnen haben könnte: alle offenen Sitzungen, und das Passwort, falls eines gesetzt ist. Danach können Sie ein neues setzen.',
		linkInThisBrowser:
			'Öffnen Sie diesen Link in dem Browser, in dem Sie die Anmeldung begonnen haben. In keinem anderen funktioniert er.',
		linkAnywhere: 'Öffnen Sie diesen Link, um sich anzumelden.',
		button: 'Anmelden',
		codeElsewhere:
			'In einem anderen Browser oder auf einem anderen Gerät? Geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben.',
		codeInstead: 'Oder geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben.',
		codeAlone: 'Geben Sie diesen Code dort ein, wo Sie die Anmeldung begonnen haben.',
		notYou:
			'Sie wollten sich nicht anmelden? Dann brauchen Sie nichts zu tun: Ohne diese Mail kann sich niemand anmelden.',
	},
	register: {
		title: (product) => `Ihr neues Konto bei ${product}`,
		titleWithCode: (product, code) => `${code} ist Ihr Code für ${product}`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, möchte mit dieser Adresse ein Konto bei ${product} anlegen. Noch gibt es keines: Erst mit dieser Mail wird es angelegt, mit dem Passwort, das gewählt wurde, falls eines gewählt wurde.`,
		linkInThisBrowser:
			'Öffnen Sie diesen Link in dem Browser, in dem Sie sich registriert haben. In keinem anderen funktioniert er.',
		linkAnywhere: 'Öffnen Sie diesen Link, um Ihr Konto anzulegen.',
		button: 'Konto anlegen',
		codeElsewhere:
			'In einem anderen Browser oder auf einem anderen Gerät? Geben Sie diesen Code dort ein, wo Sie sich registriert haben.',
		codeInstead: 'Oder geben Sie diesen Code dort ein, wo Sie sich registriert haben.',
		codeAlone: 'Geben Sie diesen Code dort ein, wo Sie sich registriert haben.',
		notYou:
			'Das waren nicht Sie? Dann brauchen Sie nichts zu tun: Ohne diese Mail wird kein Konto angelegt.',
	},
	verifyEmail: {
		title: (product) => `Bestätigen Sie Ihre Adresse für ${product}`,
		titleWithCode: (product, code) => `${code} ist Ihr Code für ${product}`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, ist bei dem Konto zu dieser Adresse bei ${product} angemeldet und möchte zeigen, dass sie ihm gehört.`,
		linkInThisBrowser:
			'Öffnen Sie diesen Link in dem Browser, in dem Sie angemeldet sind. In keinem anderen funktioniert er.',
		linkAnywhere: 'Öffnen Sie diesen Link in einem Browser, in dem Sie angemeldet sind.',
		button: 'Adresse bestätigen',
		codeElsewhere:
			'In einem anderen Browser oder auf einem anderen Gerät? Geben Sie diesen Code dort ein, wo Sie angemeldet sind.',
		codeInstead: 'Oder geben Sie diesen Code dort ein, wo Sie angemeldet sind.',
		codeAlone: 'Geben Sie diesen Code dort ein, wo Sie angemeldet sind.',
		notYou:
			'Sie sind nirgends angemeldet? Dann brauchen Sie nichts zu tun. Sagen Sie diesen Code niemandem: Ohne ihn bleibt die Adresse unbestätigt.',
	},
	addressTaken: {
		title: (product) => `Sie haben schon ein Konto bei ${product}`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse bei ${product} registrieren. Zu ihr gibt es schon ein Konto, und daran wurde nichts geändert.`,
		advice:
			'Melden Sie sich mit einem Link oder einem Code an, den Sie per Mail bekommen, oder mit Ihrem Passwort, falls Sie eines haben.',
		button: 'Anmelden',
		notYou:
			'Das waren nicht Sie? Dann brauchen Sie nichts zu tun: Niemand hat erfahren, dass es ein Konto gibt.',
	},
	goodFor: (secrets, minutes) =>
		({
			link: `Der Link gilt ${count(minutes)} und funktioniert einmal.`,
			code: `Der Code gilt ${count(minutes)} und funktioniert einmal.`,
			both: `Link und Code gelten ${count(minutes)}. Wird eines benutzt, enden beide.`,
		})[secrets],
	neverAsked: (secrets, product) =>
		`Niemand von ${product} wird Sie je nach diesem ${secrets === 'link' ? 'Link' : 'Code'} fragen.`,
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
	newSignIn: {
		title: (product) => `Neue Anmeldung bei Ihrem Konto bei ${product}`,
		what: (product) =>
			`Jemand hat sich bei Ihrem Konto bei ${product} in einem Browser angemeldet, in dem es noch nicht benutzt wurde.`,
		when: (time) => `Wann: ${time}`,
		device: (browser, system) => {
			if (browser !== null && system !== null) return `Womit: ${browser} unter ${system}`;
			return `Womit: ${browser ?? system ?? 'ein Browser oder Programm, das nicht sagt, was es ist'}`;
		},
		notMe:
			'Waren Sie das nicht? Dann melden Sie diesen Browser ab. Die Seite, die sich öffnet, fragt vorher nach.',
		button: 'Das war ich nicht',
		notYou: 'Waren Sie es? Dann brauchen Sie nichts zu tun. Die Schaltfläche gilt sieben Tage.',
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
	passwords: passwordsInGerman,
};
