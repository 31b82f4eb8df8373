import type { Catalogue } from '../catalogue.ts';

/** Signing in: by mail, with a code, with a password, and again over a page. */
export const signIn: Catalogue = {
	'No password needed. We send you a mail.': 'Ohne Passwort. Wir schicken Ihnen eine Mail.',
	'Use a password instead': 'Stattdessen mit Passwort',
	'I have a mail already': 'Ich habe schon eine Mail',
	'You are signed out here, but the server could not be told.':
		'Sie sind hier abgemeldet, aber der Server weiß es noch nicht.',
	'Until it hears of it, your session there stays open. We keep trying while this page is open.':
		'Bis er davon erfährt, bleibt Ihre Sitzung dort offen. Wir versuchen es weiter, solange diese Seite geöffnet ist.',
	'The server has been told now. You are signed out everywhere in this browser.':
		'Der Server weiß es jetzt. Sie sind überall in diesem Browser abgemeldet.',
	'You signed out in another tab.': 'Sie haben sich in einem anderen Tab abgemeldet.',
	'Sign in with your password': 'Mit Passwort anmelden',
	'For accounts that have one.': 'Für Konten, die eines haben.',
	'Use e-mail instead': 'Stattdessen mit E-Mail',
	'E-mail': 'E-Mail',
	'Enter your e-mail address.': 'Geben Sie Ihre E-Mail-Adresse ein.',
	'Continue with e-mail': 'Weiter mit E-Mail',
	'Sending…': 'Wird gesendet …',
	Password: 'Passwort',
	'Enter your password.': 'Geben Sie Ihr Passwort ein.',
	'Show password': 'Passwort anzeigen',
	Show: 'Anzeigen',
	Hide: 'Verbergen',
	'Signing in…': 'Anmeldung läuft …',
	'Please start again': 'Bitte beginnen Sie von vorn',
	'Check your mail': 'Sehen Sie in Ihre Mails',
	'This mail has expired': 'Diese Mail ist abgelaufen',
	'This mail has been used': 'Diese Mail wurde schon benutzt',
	'Too many wrong codes': 'Zu viele falsche Codes',
	'1 second': '1 Sekunde',
	'{count} seconds': '{count} Sekunden',
	'{count} minutes': '{count} Minuten',
	'in {count} s': '(in {count} s)',
	'in {count} min': '(in {count} Min.)',
	'We sent a mail to {address}. Open the link in it, in this browser.':
		'Wir haben eine Mail an {address} geschickt. Öffnen Sie den Link darin in diesem Browser.',
	'We sent a mail to {address}. Type its code here, or open its link in this browser.':
		'Wir haben eine Mail an {address} geschickt. Geben Sie hier den Code daraus ein, oder öffnen Sie den Link in diesem Browser.',
	'We sent a mail to {address}. Type its code here.':
		'Wir haben eine Mail an {address} geschickt. Geben Sie hier den Code daraus ein.',
	'What is in the mail to {address} works no longer. Get a new one; it comes at once.':
		'Was in der Mail an {address} steht, gilt nicht mehr. Fordern Sie eine neue an; sie kommt sofort.',
	'Somebody signed in with the mail to {address}, in another browser. If it was you, all is well. To sign in here too, get a new mail.':
		'Mit der Mail an {address} hat sich jemand in einem anderen Browser angemeldet. Wenn Sie es waren, ist alles gut. Um sich auch hier anzumelden, fordern Sie eine neue Mail an.',
	'The code in the mail to {address} takes no more tries. The link in it still works: open it in this browser, or get a new mail.':
		'Für den Code in der Mail an {address} gibt es keine Versuche mehr. Der Link darin gilt noch: Öffnen Sie ihn in diesem Browser, oder fordern Sie eine neue Mail an.',
	'The code in the mail to {address} takes no more tries. Get a new mail.':
		'Für den Code in der Mail an {address} gibt es keine Versuche mehr. Fordern Sie eine neue Mail an.',
	'This browser has no sign-in under way. If you keep coming back here, allow cookies for this site.':
		'In diesem Browser ist keine Anmeldung im Gange. Wenn Sie immer wieder hier landen, erlauben Sie Cookies für diese Seite.',
	'One moment…': 'Einen Moment …',
	'Six-digit code': 'Sechsstelliger Code',
	'The code has six digits.': 'Der Code hat sechs Ziffern.',
	'Checking the code…': 'Code wird geprüft …',
	'Checking…': 'Wird geprüft …',
	'A new mail is on its way.': 'Eine neue Mail ist unterwegs.',
	'A new mail is on its way. Only the newest one works.':
		'Eine neue Mail ist unterwegs. Nur die neueste gilt.',
	'It works for {time}.': 'Noch {time} gültig.',
	'It works for {time}, one try left.': 'Noch {time} gültig, ein Versuch übrig.',
	'It works for {time}, {count} tries left.': 'Noch {time} gültig, {count} Versuche übrig.',
	'The link in the mail still works.': 'Der Link in der Mail gilt noch.',
	'Waiting for the link. This page goes on by itself once you have opened it.':
		'Wir warten auf den Link. Sobald Sie ihn geöffnet haben, geht es hier von selbst weiter.',
	'No mail yet? Look into the spam folder.': 'Noch keine Mail? Sehen Sie im Spam-Ordner nach.',
	'Send a new mail': 'Neue Mail senden',
	'Use another address': 'Andere Adresse verwenden',
	'Start again': 'Von vorn beginnen',
	'Confirm that it is you': 'Bestätigen Sie, dass Sie es sind',
	'Your session has ended': 'Ihre Sitzung ist beendet',
	'What you typed on this page is not saved yet. If you sign out now, it is lost.':
		'Was Sie auf dieser Seite eingegeben haben, ist noch nicht gespeichert. Wenn Sie sich jetzt abmelden, geht es verloren.',
	'Keep working': 'Weiterarbeiten',
	'Sign out anyway': 'Trotzdem abmelden',
	'Your page stays as it is.': 'Ihre Seite bleibt, wie sie ist.',
};
