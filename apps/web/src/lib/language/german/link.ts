import type { Catalogue } from '../catalogue.ts';

/** What people read about the link of a mail. */
export const link: Catalogue = {
	'Sign in on this device': 'Auf diesem Gerät anmelden',
	'Leave this page': 'Seite verlassen',
	'Type a code instead': 'Stattdessen einen Code eingeben',
	'Get a new mail': 'Neue Mail anfordern',
	'Signing you in…': 'Sie werden angemeldet …',
	'One moment.': 'Einen Moment.',
	'Sign in on this device?': 'Auf diesem Gerät anmelden?',
	'You asked for this mail in another browser. Go on only if it was you who asked.':
		'Diese Mail wurde in einem anderen Browser angefordert. Fahren Sie nur fort, wenn Sie das selbst waren.',
	'The link is not complete': 'Der Link ist unvollständig',
	'Its last part is missing: a mail program cut it off, or this page was loaded again. Open the link in the mail once more, or get a new mail.':
		'Sein letzter Teil fehlt: Ein Mailprogramm hat ihn abgeschnitten, oder diese Seite wurde neu geladen. Öffnen Sie den Link in der Mail noch einmal, oder fordern Sie eine neue Mail an.',
	'This link does not work': 'Dieser Link funktioniert nicht',
	'Only the link in the newest mail does. Look for a newer mail, or get another one.':
		'Nur der Link in der neuesten Mail gilt. Suchen Sie nach einer neueren Mail, oder fordern Sie noch eine an.',
	'This link has expired': 'Dieser Link ist abgelaufen',
	'It works for a short time only. Get a new mail, and open its link soon.':
		'Er gilt nur kurze Zeit. Fordern Sie eine neue Mail an, und öffnen Sie deren Link bald.',
	'This link has been used': 'Dieser Link wurde schon benutzt',
	'A mail signs in once, with its link or with its code. Get a new one to sign in again.':
		'Mit einer Mail können Sie sich einmal anmelden, mit dem Link oder mit dem Code. Fordern Sie eine neue an, um sich wieder anzumelden.',
	'There is no account for this address': 'Zu dieser Adresse gibt es kein Konto',
	'This account is disabled': 'Dieses Konto ist gesperrt',
	'That did not work': 'Das hat nicht geklappt',
	'The server does not answer': 'Der Server antwortet nicht',
	'The link is not used up.': 'Der Link ist nicht verbraucht.',
	'Sign in another way': 'Anders anmelden',
	'This link only works in the browser in which you asked for the mail. Open it there: copy it from the mail into that browser. Nothing is used up.':
		'Dieser Link funktioniert nur in dem Browser, in dem Sie die Mail angefordert haben. Öffnen Sie ihn dort: Kopieren Sie ihn aus der Mail in jenen Browser. Es ist nichts verbraucht.',
	'This link only works in the browser in which you asked for the mail. Go back there and type the code from the same mail. Nothing is used up.':
		'Dieser Link funktioniert nur in dem Browser, in dem Sie die Mail angefordert haben. Gehen Sie dorthin zurück und geben Sie den Code aus derselben Mail ein. Es ist nichts verbraucht.',
	'Go back to where you asked for it': 'Gehen Sie dorthin zurück, wo Sie ihn angefordert haben',
	'Get a mail for this browser': 'Mail für diesen Browser anfordern',
};
