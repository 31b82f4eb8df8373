import type { Catalogue } from '../catalogue.ts';

/** What failures mean to people. */
export const problems: Catalogue = {
	'Something went wrong on our side. Try again; if it happens again, tell support.':
		'Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut. Wenn es wieder passiert, wenden Sie sich an den Support.',
	'Wrong e-mail or password. Check both.':
		'E-Mail-Adresse oder Passwort ist falsch. Prüfen Sie beides.',
	'This account is disabled. Ask the people who run this site to enable it.':
		'Dieses Konto ist gesperrt. Bitten Sie die Betreiber dieser Seite, es freizugeben.',
	'Many people are signing in right now.': 'Im Moment melden sich viele Leute an.',
	'Several mails went to this address already. Look for the newest one.':
		'An diese Adresse gingen schon mehrere Mails. Suchen Sie nach der neuesten.',
	'This was sent before in another form. Reload the page and try again.':
		'Das wurde schon einmal in anderer Form gesendet. Laden Sie die Seite neu und versuchen Sie es erneut.',
	'Your list is full. Delete some todos you no longer need, then add this one.':
		'Ihre Liste ist voll. Löschen Sie Aufgaben, die Sie nicht mehr brauchen, und legen Sie diese dann an.',
	'This todo is gone. It was probably deleted in another tab.':
		'Diese Aufgabe gibt es nicht mehr. Wahrscheinlich wurde sie in einem anderen Tab gelöscht.',
	'The server is starting.': 'Der Server startet gerade.',
	'The server could not read this. Reload the page and try again.':
		'Der Server konnte das nicht lesen. Laden Sie die Seite neu und versuchen Sie es erneut.',
	'The server does not accept requests from this address. Tell the people who run this site.':
		'Der Server nimmt von dieser Adresse keine Anfragen an. Sagen Sie den Betreibern dieser Seite Bescheid.',
	'That is too much text. Shorten it and try again.':
		'Das ist zu viel Text. Kürzen Sie ihn und versuchen Sie es erneut.',
	'Please check what you typed.': 'Bitte prüfen Sie Ihre Eingabe.',
	'That was too many tries.': 'Das waren zu viele Versuche.',
	'The server is busy.': 'Der Server ist ausgelastet.',
	'That does not exist (any more). Reload the page and try again.':
		'Das gibt es nicht (mehr). Laden Sie die Seite neu und versuchen Sie es erneut.',
	'We can’t reach the server. Check your connection and try again.':
		'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
	'This is taking longer than usual. Try again.':
		'Das dauert länger als sonst. Versuchen Sie es erneut.',
	'This was cancelled.': 'Das wurde abgebrochen.',
	'The server did not answer properly. Try again in a moment.':
		'Der Server hat nicht richtig geantwortet. Versuchen Sie es gleich noch einmal.',
	'Try again in a moment.': 'Versuchen Sie es gleich noch einmal.',
	'Try again in 1 second.': 'Versuchen Sie es in 1 Sekunde erneut.',
	'Try again in {seconds} seconds.': 'Versuchen Sie es in {seconds} Sekunden erneut.',
	'Try again in {minutes} minutes.': 'Versuchen Sie es in {minutes} Minuten erneut.',
	'There is no account for this address, and none can be made here. Try the address you were invited with.':
		'Zu dieser Adresse gibt es kein Konto, und hier kann keines angelegt werden. Versuchen Sie es mit der Adresse, mit der Sie eingeladen wurden.',
	'This browser has no sign-in under way any more. Start again.':
		'In diesem Browser ist keine Anmeldung mehr im Gange. Beginnen Sie von vorn.',
	'This mail has expired. Get a new one.': 'Diese Mail ist abgelaufen. Fordern Sie eine neue an.',
	'This mail has been used already. Get a new one.':
		'Diese Mail wurde schon benutzt. Fordern Sie eine neue an.',
	'That is not the code. One try left.': 'Das ist nicht der Code. Ein Versuch übrig.',
	'That is not the code. {count} tries left.': 'Das ist nicht der Code. {count} Versuche übrig.',
	'Too many wrong codes. Get a new mail.': 'Zu viele falsche Codes. Fordern Sie eine neue Mail an.',
	'This mail has a link and no code. Open the link.':
		'Diese Mail hat einen Link und keinen Code. Öffnen Sie den Link.',
	'Too many passwords were tried for this account. Use e-mail instead: the link in a mail still signs you in.':
		'Für dieses Konto wurden zu viele Passwörter eingegeben. Melden Sie sich per E-Mail an: Der Link in einer Mail gilt weiterhin.',
	'Too many wrong codes were tried for this account.':
		'Für dieses Konto wurden zu viele falsche Codes eingegeben.',
	'This link does not work any more. Only the newest mail’s does.':
		'Dieser Link gilt nicht mehr. Nur der in der neuesten Mail gilt.',
	'This link is not valid, or more than seven days old.':
		'Dieser Link ist ungültig oder älter als sieben Tage.',
	'This link only works in the browser where you asked for it.':
		'Dieser Link funktioniert nur in dem Browser, in dem Sie ihn angefordert haben.',
	'Another browser asked for this link. Confirm that it was you.':
		'Dieser Link wurde in einem anderen Browser angefordert. Bestätigen Sie, dass Sie das waren.',
};
