import type { Catalogue } from '../catalogue.ts';

/** Choosing, changing and forgetting passwords. */
export const passwords: Catalogue = {
	Security: 'Sicherheit',
	'How you sign in, and who else might.': 'Wie Sie sich anmelden, und wer das sonst könnte.',
	'Loading your password settings…': 'Ihre Passwort-Einstellungen werden geladen …',
	'Set on {date}. Without it, you can always sign in with a mail.':
		'Gesetzt am {date}. Auch ohne es können Sie sich immer mit einer Mail anmelden.',
	'You have none and sign in with a mail. With a password you can do without the mail.':
		'Sie haben keines und melden sich mit einer Mail an. Mit einem Passwort geht es auch ohne Mail.',
	'Current password': 'Aktuelles Passwort',
	'New password': 'Neues Passwort',
	'Change password': 'Passwort ändern',
	'Set password': 'Passwort setzen',
	'I know the current one': 'Ich kenne das aktuelle',
	'I do not know it': 'Ich kenne es nicht',
	'We may ask you to sign in once more.': 'Vielleicht müssen Sie sich noch einmal anmelden.',
	'Wherever else you are signed in, you are signed out.':
		'Überall sonst, wo Sie angemeldet sind, werden Sie abgemeldet.',
	'You can do without a password and sign in with a mail each time.':
		'Sie können auf ein Passwort verzichten und sich jedes Mal mit einer Mail anmelden.',
	'Remove password': 'Passwort entfernen',
	'Remove your password?': 'Ihr Passwort entfernen?',
	'From then on you sign in with a mail. Wherever else you are signed in, you are signed out. You can set a new password at any time.':
		'Von da an melden Sie sich mit einer Mail an. Überall sonst, wo Sie angemeldet sind, werden Sie abgemeldet. Sie können jederzeit ein neues Passwort setzen.',
	'Removing…': 'Wird entfernt …',
	'Your password was changed. Everybody else was signed out.':
		'Ihr Passwort wurde geändert. Alle anderen wurden abgemeldet.',
	'Your password was set. Everybody else was signed out.':
		'Ihr Passwort wurde gesetzt. Alle anderen wurden abgemeldet.',
	'Your password was removed. You sign in with a mail now.':
		'Ihr Passwort wurde entfernt. Sie melden sich jetzt mit einer Mail an.',
	'Who has been here': 'Wer hier war',
	'Where you are signed in, and how to end it.': 'Wo Sie angemeldet sind, und wie Sie das beenden.',
	'What happened to your account.': 'Was mit Ihrem Konto geschehen ist.',
	'Type your current password.': 'Geben Sie Ihr aktuelles Passwort ein.',
	'Type a new password.': 'Geben Sie ein neues Passwort ein.',
	'Use at least 12 characters.': 'Verwenden Sie mindestens 12 Zeichen.',
	'Use at most 256 characters.': 'Verwenden Sie höchstens 256 Zeichen.',
	'Too many people use one like it.': 'Zu viele verwenden ein ähnliches.',
	'This is easy to guess. Use a few unrelated words.':
		'Das ist leicht zu erraten. Nehmen Sie ein paar beliebige Wörter.',
	'Leave out your address, your name and the name of this site.':
		'Lassen Sie Ihre Adresse, Ihren Namen und den Namen dieser Seite weg.',
	'This is the one you have already.': 'Das ist das Passwort, das Sie schon haben.',
	'There is half a character in it. Type it again.':
		'Darin steht ein halbes Zeichen. Geben Sie es noch einmal ein.',
	'At least 12 characters, like four words.': 'Mindestens 12 Zeichen, etwa vier Wörter.',
	'One more character.': 'Noch ein Zeichen.',
	'{count} more characters.': 'Noch {count} Zeichen.',
	'Long enough.': 'Lang genug.',
	'This is not your current password.': 'Das ist nicht Ihr aktuelles Passwort.',
	'Too many wrong passwords were typed. You can do without: choose “I do not know it”.':
		'Es wurden zu viele falsche Passwörter eingegeben. Es geht auch ohne: Wählen Sie „Ich kenne es nicht“.',
	'This link does not work. Look for a newer mail, or ask for another.':
		'Dieser Link gilt nicht. Sehen Sie nach einer neueren Mail, oder fordern Sie noch eine an.',
	'This link has expired. It works for 15 minutes.':
		'Dieser Link ist abgelaufen. Er gilt 15 Minuten.',
	'This link has been used already. It works once.':
		'Dieser Link wurde schon benutzt. Er funktioniert einmal.',
	'Forgot your password?': 'Passwort vergessen?',
	'We send you a link to choose a new one.':
		'Wir senden Ihnen einen Link, mit dem Sie ein neues wählen.',
	'Send the link': 'Link senden',
	'Back to the password': 'Zurück zum Passwort',
	'We have sent a mail to {address}. The link in it works for 15 minutes, on any device.':
		'Wir haben eine Mail an {address} gesendet. Der Link darin gilt 15 Minuten, auf jedem Gerät.',
	'Choose a new password': 'Neues Passwort wählen',
	'Set the new password': 'Neues Passwort setzen',
	'Your new password is set': 'Ihr neues Passwort ist gesetzt',
	'Everybody was signed out. Sign in with it now.':
		'Alle wurden abgemeldet. Melden Sie sich jetzt damit an.',
};
