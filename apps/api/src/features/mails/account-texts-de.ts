// cspell:disable -- German
import type { AccountTexts } from './account-texts.ts';

/** The mails about accounts in German. */
export const accountsDe: AccountTexts = {
	seen: (time, browser, system) => {
		const from = [browser, system].filter((name) => name !== null).join(' unter ');
		return from === '' ? `Das geschah am ${time}.` : `Das geschah am ${time}, mit ${from}.`;
	},
	changeEmail: {
		title: (product) => `Bestätigen Sie Ihre neue Adresse bei ${product}`,
		what: (product) =>
			`Jemand, der bei ${product} angemeldet ist, wahrscheinlich Sie, möchte seinem Konto diese E-Mail-Adresse geben.`,
		linkInThisBrowser:
			'Öffnen Sie diesen Link in dem Browser, in dem Sie die Änderung begonnen haben. In keinem anderen funktioniert er.',
		linkAnywhere: 'Öffnen Sie diesen Link, um die Adresse zu bestätigen.',
		button: 'Adresse bestätigen',
		codeElsewhere: 'Oder geben Sie diesen Code dort ein, wo Sie die Änderung begonnen haben.',
		codeAlone: 'Geben Sie diesen Code dort ein, wo Sie die Änderung begonnen haben.',
		notYou:
			'Sie wollten das nicht? Dann brauchen Sie nichts zu tun: Ohne diese Mail bekommt kein Konto diese Adresse.',
	},
	emailTaken: {
		title: (product) => `Diese Adresse gehört schon zu einem Konto bei ${product}`,
		what: (product) =>
			`Jemand, vielleicht Sie, wollte einem anderen Konto bei ${product} diese Adresse geben. Sie gehört schon zu einem, also wurde nichts geändert.`,
		advice:
			'Wenn Sie sie für das andere Konto verwenden möchten, geben Sie zuerst dem Konto, das sie hat, eine andere Adresse, oder löschen Sie es.',
		notYou: 'Das waren nicht Sie? Dann brauchen Sie nichts zu tun.',
	},
	emailChanged: {
		title: (product) => `Die Adresse Ihres Kontos bei ${product} wurde geändert`,
		what: (product) =>
			`Ihr Konto bei ${product} hat jetzt eine andere E-Mail-Adresse. Von nun an melden Sie sich mit ihr an, und unsere Mails gehen dorthin.`,
		advice: (until) =>
			`Das waren nicht Sie? Dann machen Sie es rückgängig, bis ${until}: Das Konto bekommt diese Adresse zurück, alle werden abgemeldet, und sein Passwort wird entfernt.`,
		button: 'Änderung rückgängig machen',
		notYou: 'Das waren Sie? Dann brauchen Sie nichts zu tun.',
	},
	addressReserved: {
		title: (product) => `Ihr Konto bei ${product} hat jetzt eine andere Adresse`,
		what: (product) =>
			`Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse bei ${product} anmelden. Das Konto dazu hat vor einigen Tagen eine andere bekommen.`,
		advice:
			'Melden Sie sich mit der neuen Adresse an. Nicht Sie haben sie geändert? Dann öffnen Sie unsere Mail, die davon berichtet hat, und machen Sie es von dort aus rückgängig.',
		button: 'Mit der neuen Adresse anmelden',
		notYou: 'Sie wollten sich nicht anmelden? Dann brauchen Sie nichts zu tun.',
	},
	emailRestored: {
		title: (product) => `Ihr Konto bei ${product} hat wieder diese Adresse`,
		what: (product) =>
			`Die Änderung der Adresse wurde rückgängig gemacht, aus einer Mail an diese hier. Alle wurden von Ihrem Konto bei ${product} abgemeldet, und ein Passwort, falls es eines hatte, wurde entfernt.`,
		advice:
			'Melden Sie sich mit einer Mail an diese Adresse an und sehen Sie sich die Aktivität Ihres Kontos an. Wenn jemand anders die Adresse geändert hat, ändern Sie auch das Passwort Ihres Postfachs.',
		button: 'Anmelden',
		notYou:
			'Das waren nicht Sie? Dann liest jemand anders Ihre Mails: Ändern Sie das Passwort Ihres Postfachs. Sonst brauchen Sie nichts zu tun.',
	},
	emailChangeUndone: {
		title: (product) => `Diese Adresse gehört nicht mehr zu einem Konto bei ${product}`,
		what: (product) =>
			`Ein Konto bei ${product} hatte diese Adresse bekommen. Das wurde von seiner alten Adresse aus rückgängig gemacht, und alle wurden abgemeldet.`,
		notYou: 'Wenn Sie das Konto nicht kennen, brauchen Sie nichts zu tun.',
	},
	deletionAsked: {
		title: (product) => `Ihr Konto bei ${product} wird gelöscht`,
		what: (product) =>
			`Sie wollten Ihr Konto bei ${product} löschen lassen. Alle wurden davon abgemeldet.`,
		due: (time) => `Am ${time} wird es endgültig entfernt, mit allem, was dazugehört.`,
		advice: 'Bis dahin können Sie es behalten: Melden Sie sich an, und nichts wird gelöscht.',
		button: 'Anmelden und behalten',
		notYou:
			'Das waren nicht Sie? Dann melden Sie sich an, was Ihr Konto erhält, und ändern Sie Ihr Passwort. Sonst brauchen Sie nichts zu tun.',
	},
	deletionUndone: {
		title: (product) => `Ihr Konto bei ${product} bleibt erhalten`,
		what: (product) =>
			`Ihr Konto bei ${product} sollte gelöscht werden. Jemand, wahrscheinlich Sie, hat sich angemeldet, also bleibt es, wie es ist.`,
		notYou:
			'Das waren nicht Sie? Dann melden Sie sich an, beenden Sie die anderen Sitzungen und ändern Sie Ihr Passwort. Sonst brauchen Sie nichts zu tun.',
	},
	accountDeleted: {
		title: (product) => `Ihr Konto bei ${product} wurde gelöscht`,
		what: (product) =>
			`Wie Sie es wollten, ist Ihr Konto bei ${product} nicht mehr da, und mit ihm, was dazugehörte. Das ist die letzte Mail dazu.`,
		notYou: 'Weiter brauchen Sie nichts zu tun. Danke, dass Sie da waren.',
	},
};
