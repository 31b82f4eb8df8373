import type { Catalogue } from '../catalogue.ts';

/** Settings: what happened to the account. */
export const activity: Catalogue = {
	Activity: 'Aktivität',
	'What happened to your account: who signed in or tried to, and from where.':
		'Was mit Ihrem Konto geschehen ist: wer sich angemeldet oder es versucht hat, und von wo.',
	'Loading your activity…': 'Ihre Aktivität wird geladen …',
	'One older event.': 'Ein älteres Ereignis.',
	'{count} older events.': '{count} ältere Ereignisse.',
	'Loading older events…': 'Ältere Ereignisse werden geladen …',
	'Show older': 'Ältere anzeigen',
	'Nothing yet': 'Noch nichts',
	'Sign-ins to your account show up here, and so do tries that failed.':
		'Hier stehen Anmeldungen bei Ihrem Konto, auch gescheiterte.',
	Today: 'Heute',
	Yesterday: 'Gestern',
	Failed: 'Gescheitert',
	'from address': 'von der Adresse',
	'Signed in': 'Angemeldet',
	'Signed in with a password': 'Mit Passwort angemeldet',
	'Signed in with a link from a mail': 'Mit einem Link aus einer Mail angemeldet',
	'Signed in with a code from a mail': 'Mit einem Code aus einer Mail angemeldet',
	'Your account was made': 'Ihr Konto wurde angelegt',
	'Your e-mail address was verified': 'Ihre E-Mail-Adresse wurde bestätigt',
	'The password was removed: it was set before your address was verified':
		'Das Passwort wurde entfernt: Es war gesetzt worden, bevor Ihre Adresse bestätigt war',
	'That was a new browser, and you were sent a mail about it':
		'Das war ein neuer Browser, und Sie haben eine Mail darüber bekommen',
	'You said that a sign-in was not you; it was ended':
		'Sie haben gesagt, dass eine Anmeldung nicht von Ihnen war; sie wurde beendet',
	'Somebody wanted to register with your address':
		'Jemand wollte sich mit Ihrer Adresse registrieren',
	'Another mail to register with your address was asked for':
		'Noch eine Mail zur Registrierung mit Ihrer Adresse wurde angefordert',
	'A mail to verify your address was asked for':
		'Eine Mail zum Bestätigen Ihrer Adresse wurde angefordert',
	'Another mail to verify your address was asked for':
		'Noch eine Mail zum Bestätigen Ihrer Adresse wurde angefordert',
	'Signed out': 'Abgemeldet',
	'A session was ended by those who run this service':
		'Eine Sitzung wurde von denen beendet, die diesen Dienst betreiben',
	'The database was restored from a copy': 'Die Datenbank wurde aus einer Kopie wiederhergestellt',
	'A session went on with new keys, since your account changed':
		'Eine Sitzung ging mit neuen Schlüsseln weiter, weil sich Ihr Konto geändert hat',
	'A session was ended, from another one or by a change of your account':
		'Eine Sitzung wurde beendet, von einer anderen aus oder durch eine Änderung Ihres Kontos',
	'A session was ended by another sign-in in the same browser':
		'Eine Sitzung wurde durch eine andere Anmeldung im selben Browser beendet',
	'Your oldest session was ended, to make room for a new one':
		'Ihre älteste Sitzung wurde beendet, um Platz für eine neue zu machen',
	'A sign-in mail was asked for': 'Eine Mail zur Anmeldung wurde angefordert',
	'Another sign-in mail was asked for': 'Noch eine Mail zur Anmeldung wurde angefordert',
	'A password was set for your account': 'Für Ihr Konto wurde ein Passwort gesetzt',
	'Your password was changed': 'Ihr Passwort wurde geändert',
	'Your password was removed': 'Ihr Passwort wurde entfernt',
	'A new password was chosen with a link from a mail':
		'Mit einem Link aus einer Mail wurde ein neues Passwort gewählt',
	'A mail to choose a new password was asked for':
		'Eine Mail, um ein neues Passwort zu wählen, wurde angefordert',
	'A link to choose a new password was opened after it had expired or been used':
		'Ein Link zu einem neuen Passwort wurde geöffnet, nachdem er abgelaufen oder benutzt war',
	'Too many mails were asked for, so none was sent':
		'Es wurden zu viele Mails angefordert, daher wurde keine gesendet',
	'Somebody typed a wrong password for your account':
		'Jemand hat ein falsches Passwort für Ihr Konto eingegeben',
	'Somebody typed a wrong code for your account':
		'Jemand hat einen falschen Code für Ihr Konto eingegeben',
	'A code was refused, after too many wrong ones for the same mail':
		'Ein Code wurde abgelehnt, nach zu vielen falschen für dieselbe Mail',
	'A code or password was refused, after too many wrong ones in an hour':
		'Ein Code oder Passwort wurde abgelehnt, nach zu vielen falschen in einer Stunde',
	'A sign-in link was opened in a browser that had not asked for it':
		'Ein Link zur Anmeldung wurde in einem Browser geöffnet, der ihn nicht angefordert hatte',
	'A sign-in link was opened after it had expired':
		'Ein Link zur Anmeldung wurde geöffnet, nachdem er abgelaufen war',
	'A sign-in link was opened once more after it had been used':
		'Ein Link zur Anmeldung wurde noch einmal geöffnet, nachdem er benutzt worden war',
	'Somebody tried to sign in while your account was disabled':
		'Jemand wollte sich anmelden, während Ihr Konto gesperrt war',
	'A copy of your data was taken': 'Eine Kopie Ihrer Daten wurde heruntergeladen',
	'Another e-mail address was asked for': 'Eine andere E-Mail-Adresse wurde gewünscht',
	'Your e-mail address was changed': 'Ihre E-Mail-Adresse wurde geändert',
	'Your old e-mail address was restored': 'Ihre alte E-Mail-Adresse gilt wieder',
	'Your account was kept from being deleted': 'Ihr Konto wurde vor der Löschung bewahrt',
	'Your account was deleted': 'Ihr Konto wurde gelöscht',
	'Something else happened to your account': 'Mit Ihrem Konto ist noch etwas geschehen',
	'This was not you?': 'Das waren nicht Sie?',
	'What is marked {failed} did not get in. You need not do anything; nobody can sign in without your password, or without reading your mail.':
		'Was als {failed} markiert ist, hatte keinen Erfolg. Sie brauchen nichts zu tun: Ohne Ihr Passwort, oder ohne Ihre Mails zu lesen, kann sich niemand anmelden.',
	'A mail you did not ask for does no harm either. Never pass its code on, whoever asks for it.':
		'Auch eine Mail, die Sie nicht angefordert haben, schadet nicht. Geben Sie ihren Code niemals weiter, wer auch immer danach fragt.',
	'A sign-in that you do not know did get in: {end} now. Then secure your mailbox, since whoever reads it can sign in here, and tell the people who run this site.':
		'Eine Anmeldung, die Sie nicht kennen, hatte Erfolg: {end} sofort. Sichern Sie dann Ihr Postfach, denn wer es liest, kann sich hier anmelden, und sagen Sie den Betreibern dieser Seite Bescheid.',
	'end that session': 'Beenden Sie diese Sitzung',
};
