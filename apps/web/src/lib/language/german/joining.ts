import type { Catalogue } from '../catalogue.ts';

/** Registering, verifying an address, and saying that a sign-in was not one's own. */
export const joining: Catalogue = {
	'Create account': 'Konto anlegen',
	'Create your account': 'Konto anlegen',
	'We send you a mail; with it your account is made.':
		'Wir schicken Ihnen eine Mail; mit ihr wird Ihr Konto angelegt.',
	'I have an account already': 'Ich habe schon ein Konto',
	'Name (optional)': 'Name (freiwillig)',
	'Password (optional)': 'Passwort (freiwillig)',
	'At least 12 characters, or leave it empty.': 'Mindestens 12 Zeichen, oder frei lassen.',
	'That browser is signed out': 'Dieser Browser ist abgemeldet',
	'Was it not you?': 'Waren Sie das nicht?',
	'Whoever used it can do nothing there any more. What they did before stays done.':
		'Wer ihn benutzt hat, kann dort nichts mehr tun. Was vorher geschah, bleibt.',
	'It is not complete, or more than seven days old. You can end any session in the list of your sessions.':
		'Er ist unvollständig oder älter als sieben Tage. In der Liste Ihrer Sitzungen können Sie jede beenden.',
	'Sign out the browser that the mail was about. You need not be signed in yourself, and your own browsers stay as they are.':
		'Melden Sie den Browser ab, um den es in der Mail ging. Sie selbst müssen dazu nicht angemeldet sein, und Ihre eigenen Browser bleiben, wie sie sind.',
	'Sign that browser out': 'Diesen Browser abmelden',
	'It was me after all': 'Doch, das war ich',
	'What to do now': 'Was Sie jetzt tun sollten',
	'Secure your mailbox: whoever reads it can sign in here.':
		'Sichern Sie Ihr Postfach: Wer es liest, kann sich hier anmelden.',
	'If your account has a password, change it.': 'Falls Ihr Konto ein Passwort hat, ändern Sie es.',
	'Look through your sessions, and end what you do not know.':
		'Sehen Sie Ihre Sitzungen durch, und beenden Sie, was Sie nicht kennen.',
	'Change my password': 'Mein Passwort ändern',
	'Open my sessions': 'Meine Sitzungen öffnen',
	'Your e-mail address is verified.': 'Ihre E-Mail-Adresse ist bestätigt.',
	'Verifying your address…': 'Ihre Adresse wird bestätigt …',
	'Sign in first': 'Melden Sie sich zuerst an',
	'This link verifies the address of the account it was mailed to. Sign in to that account here, then open the link once more. It is not used up.':
		'Dieser Link bestätigt die Adresse des Kontos, an das er ging. Melden Sie sich hier bei diesem Konto an, und öffnen Sie den Link dann noch einmal. Er ist nicht verbraucht.',
	'Its last part is missing. Open the link in the mail once more.':
		'Sein letzter Teil fehlt. Öffnen Sie den Link in der Mail noch einmal.',
	'Verify your e-mail address': 'E-Mail-Adresse bestätigen',
	'We send a link and a code to {address}. Other sessions of your account end with it.':
		'Wir schicken einen Link und einen Code an {address}. Andere Sitzungen Ihres Kontos enden damit.',
	'Back to the profile': 'Zurück zum Profil',
	'Send the mail': 'Mail senden',
	Verify: 'Bestätigen',
	'Your e-mail address is not verified yet.': 'Ihre E-Mail-Adresse ist noch nicht bestätigt.',
	'I have a code': 'Ich habe einen Code',
};
