import type { Catalogue } from '../catalogue.ts';

/** What stands around every page, and what is said on many of them. */
export const common: Catalogue = {
	'Skip to content': 'Zum Inhalt springen',
	'Sign in': 'Anmelden',
	'Sign out': 'Abmelden',
	'Open the app': 'App öffnen',
	'Try again': 'Erneut versuchen',
	'Trying…': 'Neuer Versuch …',
	Cancel: 'Abbrechen',
	'Leave without saving?': 'Ohne Speichern verlassen?',
	'What you changed on this page is not saved yet. If you leave now, it is lost.':
		'Ihre Änderungen auf dieser Seite sind noch nicht gespeichert. Wenn Sie die Seite jetzt verlassen, gehen sie verloren.',
	'Keep editing': 'Weiter bearbeiten',
	'Leave anyway': 'Trotzdem verlassen',
	'We can’t reach the server': 'Der Server ist nicht erreichbar',
	'There is nothing here': 'Hier ist nichts',
	'Something went wrong': 'Etwas ist schiefgegangen',
	'You are not signed out. We keep trying and open the page as soon as the server answers.':
		'Sie sind weiterhin angemeldet. Wir versuchen es weiter und öffnen die Seite, sobald der Server antwortet.',
	'The address may be mistyped, or the page has moved.':
		'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.',
	'This page ran into a problem. Loading it again usually helps.':
		'Auf dieser Seite ist ein Fehler aufgetreten. Meist hilft es, sie neu zu laden.',
	'Try now': 'Jetzt versuchen',
	'Go to the start page': 'Zur Startseite',
	'Load again': 'Neu laden',
	'Not set up yet': 'Noch nicht eingerichtet',
	'This site is not set up yet': 'Diese Seite ist noch nicht eingerichtet',
	'It does not know where its API is. If you run this site, here is what to do; if you only wanted to use it, please come back later.':
		'Sie weiß nicht, wo ihre API ist. Wenn Sie diese Seite betreiben, steht hier, was zu tun ist. Wenn Sie sie nur benutzen wollten, kommen Sie bitte später wieder.',
	'/config.json has no "apiUrl". It should read { "apiUrl": "https://api.example.com" }.':
		'In /config.json fehlt "apiUrl". Der Inhalt sollte { "apiUrl": "https://api.example.com" } sein.',
	'"apiUrl" in /config.json is not an address. It should be like "https://api.example.com", or "/api" for a path of this site.':
		'"apiUrl" in /config.json ist keine Adresse. Möglich ist etwas wie "https://api.example.com", oder "/api" für einen Pfad dieser Seite.',
	'/config.json is missing or is not JSON. Put a file with { "apiUrl": "https://api.example.com" } beside index.html.':
		'/config.json fehlt oder ist kein JSON. Legen Sie eine Datei mit { "apiUrl": "https://api.example.com" } neben index.html.',
	Pages: 'Seiten',
	'Postern, start page': 'Postern, Startseite',
	Settings: 'Einstellungen',
	'Can’t reach the server.': 'Der Server ist nicht erreichbar.',
	'Your work is kept.': 'Ihre Arbeit bleibt erhalten.',
	'Trying again…': 'Neuer Versuch …',
	Retry: 'Wiederholen',
	Save: 'Speichern',
};
