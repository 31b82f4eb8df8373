import type { Catalogue } from '../catalogue.ts';

/** How a session ended, or why there is none. */
export const session: Catalogue = {
	'Your browser does not keep our cookie': 'Ihr Browser behält unser Cookie nicht',
	'{host} gave your browser a cookie, and the browser dropped it. Without it nobody stays signed in here.':
		'Ihr Browser hat von {host} ein Cookie bekommen und es verworfen. Ohne dieses Cookie bleibt hier niemand angemeldet.',
	'this service': 'diesem Dienst',
	'This helps, from the likeliest on:': 'Das hilft, das Wahrscheinlichste zuerst:',
	'Allow cookies for {host} in the settings of your browser, also as “third-party cookies” if it calls them that.':
		'Erlauben Sie in den Einstellungen Ihres Browsers Cookies von {host}, auch wenn er sie „Cookies von Drittanbietern“ nennt.',
	'Switch off what blocks trackers for this page: an extension, or the browser’s own protection.':
		'Schalten Sie für diese Seite ab, was Tracker blockiert: eine Erweiterung oder den Schutz des Browsers.',
	'Leave the private window, or take another browser.':
		'Verlassen Sie das private Fenster, oder nehmen Sie einen anderen Browser.',
	'Then sign in again': 'Dann noch einmal anmelden',
	'You are not signed in any more. Sign in to go on.':
		'Sie sind nicht mehr angemeldet. Melden Sie sich an, um weiterzumachen.',
	'You were away for a while, so we signed you out. Sign in to go on.':
		'Sie waren eine Weile weg, deshalb haben wir Sie abgemeldet. Melden Sie sich an, um weiterzumachen.',
	'It has been a while since you signed in. Sign in again to go on.':
		'Ihre Anmeldung ist schon länger her. Melden Sie sich erneut an, um weiterzumachen.',
	'You signed in a while ago, and this matters. Confirm that it is you, and it goes on.':
		'Ihre Anmeldung ist eine Weile her, und hier geht es um etwas Wichtiges. Bestätigen Sie, dass Sie es sind, dann geht es weiter.',
	'Verify your e-mail address first: it opens the rest of the app.':
		'Bestätigen Sie zuerst Ihre E-Mail-Adresse. Danach steht Ihnen der Rest offen.',
	'Your e-mail address is verified already.': 'Ihre E-Mail-Adresse ist schon bestätigt.',
	'Whoever reads the mail of your account proved that it is theirs':
		'Wer die Mails Ihres Kontos liest, hat bestätigt, dass es seines ist',
	'Whoever reads the mail of your account said that this was not you':
		'Wer die Mails Ihres Kontos liest, hat gesagt, dass Sie das nicht waren',
	'This session had ended already.': 'Diese Sitzung war schon beendet.',
	'This session was ended': 'Diese Sitzung wurde beendet',
	'You signed out on another page or device':
		'Sie haben sich auf einer anderen Seite oder einem anderen Gerät abgemeldet',
	'This session was replaced by a newer sign-in':
		'Diese Sitzung wurde durch eine neuere Anmeldung ersetzt',
	'You signed in on many other devices, and this was the oldest':
		'Sie haben sich auf vielen anderen Geräten angemeldet, und diese Sitzung war die älteste',
	'The e-mail address of your account changed': 'Die E-Mail-Adresse Ihres Kontos wurde geändert',
	'The e-mail address of your account was changed back':
		'Die E-Mail-Adresse Ihres Kontos wurde zurückgeändert',
	'The deletion of your account was asked for': 'Die Löschung Ihres Kontos wurde verlangt',
	'The password of your account changed': 'Das Passwort Ihres Kontos wurde geändert',
	'Those who run this service ended it': 'Wer diesen Dienst betreibt, hat diese Sitzung beendet',
	'This session was ended from another place': 'Diese Sitzung wurde von anderswo beendet',
	'{why}, {when}. Sign in to go on.': '{why}, {when}. Melden Sie sich an, um weiterzumachen.',
	'{why}. Sign in to go on.': '{why}. Melden Sie sich an, um weiterzumachen.',
	'a moment ago': 'gerade eben',
	'today at {time}': 'heute um {time} Uhr',
	'on {day} at {time}': 'am {day} um {time} Uhr',
};
