import type { Catalogue } from '../catalogue.ts';

/** Settings: the account as a whole, its address, and its end; and the pages that their mails lead to. */
export const account: Catalogue = {
	'This address belongs to another account by now. Choose another one.':
		'Diese Adresse gehört inzwischen zu einem anderen Konto. Wählen Sie eine andere.',
	'This link does not undo anything. Open the one in the mail itself.':
		'Dieser Link macht nichts rückgängig. Öffnen Sie den Link in der Mail selbst.',
	'This change is older than seven days and can no longer be undone. Tell the people who run this site.':
		'Diese Änderung ist älter als sieben Tage und kann nicht mehr rückgängig gemacht werden. Sagen Sie den Betreibern dieser Seite Bescheid.',
	'This change was undone already. Sign in with the old address.':
		'Diese Änderung wurde schon rückgängig gemacht. Melden Sie sich mit der alten Adresse an.',
	'This browser has no change of address under way any more. Start again.':
		'In diesem Browser wird keine Adresse mehr geändert. Beginnen Sie von vorn.',
	'Your address, your data, and the way out.': 'Ihre Adresse, Ihre Daten und der Weg hinaus.',
	'E-mail address': 'E-Mail-Adresse',
	'You sign in with it, and our mails go there.':
		'Mit ihr melden Sie sich an, und unsere Mails gehen dorthin.',
	'New e-mail address': 'Neue E-Mail-Adresse',
	'We send a mail there. Nothing changes before you have confirmed it.':
		'Wir schicken eine Mail dorthin. Nichts ändert sich, bevor Sie sie bestätigt haben.',
	'Send the mail': 'Mail senden',
	'Change the address': 'Adresse ändern',
	'Enter the new e-mail address.': 'Geben Sie die neue E-Mail-Adresse ein.',
	'Your address is {email} now. Sign in with it from now on.':
		'Ihre Adresse ist jetzt {email}. Melden Sie sich von nun an mit ihr an.',
	'Your account keeps its address until then.': 'Bis dahin behält Ihr Konto seine Adresse.',
	'Confirm the address': 'Adresse bestätigen',
	'Your data': 'Ihre Daten',
	'Everything that is kept about you, in one file that programs can read (JSON): your account and profile, what you wrote here, your sessions and your activity. It has no passwords in it, and no codes.':
		'Alles, was über Sie gespeichert ist, in einer Datei, die Programme lesen können (JSON): Ihr Konto und Profil, was Sie hier geschrieben haben, Ihre Sitzungen und Ihre Aktivität. Passwörter und Codes stehen nicht darin.',
	'Collecting your data…': 'Ihre Daten werden gesammelt …',
	'Download my data': 'Meine Daten herunterladen',
	'Your data is in your downloads.': 'Ihre Daten liegen bei Ihren Downloads.',
	'Delete the account': 'Konto löschen',
	'Delete the account…': 'Konto löschen …',
	'You are signed out everywhere at once. Some days later, and we tell you when, the account is gone with all that belongs to it. Until then you can keep it by signing in.':
		'Sie werden sofort überall abgemeldet. Einige Tage später, und wir sagen Ihnen, wann, ist das Konto weg, mit allem, was dazugehört. Bis dahin können Sie es behalten, indem Sie sich anmelden.',
	'Delete your account?': 'Ihr Konto löschen?',
	'Your profile, your to-dos and everything else that is yours go with it. To go on, type your address: {address}':
		'Ihr Profil, Ihre Aufgaben und alles andere, was Ihnen gehört, gehen mit ihm. Um fortzufahren, tippen Sie Ihre Adresse: {address}',
	'Your e-mail address': 'Ihre E-Mail-Adresse',
	'Type the address as it stands above.': 'Tippen Sie die Adresse, wie sie oben steht.',
	'Keep it': 'Behalten',
	'Deleting…': 'Wird gelöscht …',
	'Your account will be deleted': 'Ihr Konto wird gelöscht',
	'You are signed out everywhere. We sent you a mail that says until when you can keep it.':
		'Sie sind überall abgemeldet. In einer Mail von uns steht, bis wann Sie es behalten können.',
	'You are signed out everywhere. It is removed for good on {date}, and we sent you a mail about it.':
		'Sie sind überall abgemeldet. Endgültig entfernt wird es am {date}; dazu haben wir Ihnen eine Mail geschickt.',
	'Changed your mind? Sign in before then, and nothing is deleted.':
		'Haben Sie es sich anders überlegt? Melden Sie sich vorher an, und nichts wird gelöscht.',
	'Sign in and keep it': 'Anmelden und behalten',
	'Your account is kept': 'Ihr Konto bleibt erhalten',
	'It was going to be deleted on {date}. Since you signed in, it stays as it is.':
		'Es sollte am {date} gelöscht werden. Weil Sie sich angemeldet haben, bleibt es, wie es ist.',
	Understood: 'Verstanden',
	'Your old address is back': 'Ihre alte Adresse gilt wieder',
	'This cannot be undone': 'Das kann nicht rückgängig gemacht werden',
	'Undo the change of address?': 'Die Änderung der Adresse rückgängig machen?',
	'The address of your account is {address} again. Everybody is signed out of it, and it has no password any more.':
		'Die Adresse Ihres Kontos ist wieder {address}. Alle sind davon abgemeldet, und es hat kein Passwort mehr.',
	'Its last part is missing: a mail program cut it off, or this page was loaded again. Open the link in the mail once more.':
		'Sein letzter Teil fehlt: Ein Mailprogramm hat ihn abgeschnitten, oder diese Seite wurde neu geladen. Öffnen Sie den Link in der Mail noch einmal.',
	'Your account gets back the address to which this mail was sent. Everybody is signed out of it, and its password is removed: you sign in with a mail.':
		'Ihr Konto bekommt die Adresse zurück, an die diese Mail ging. Alle werden davon abgemeldet, und sein Passwort wird entfernt: Sie melden sich mit einer Mail an.',
	'Undoing it…': 'Wird rückgängig gemacht …',
	'Undo the change': 'Rückgängig machen',
	'Confirming your address…': 'Ihre Adresse wird bestätigt …',
	'Change the address from this device?': 'Die Adresse von diesem Gerät aus ändern?',
	'Your address is changed': 'Ihre Adresse ist geändert',
	'From now on you sign in with {address}. All your other sessions have ended, and the old address was told how to undo this for seven days.':
		'Von nun an melden Sie sich mit {address} an. Alle Ihre anderen Sitzungen sind beendet, und an die alte Adresse ging eine Mail, mit der sich das sieben Tage lang rückgängig machen lässt.',
	'To your account': 'Zu Ihrem Konto',
};
