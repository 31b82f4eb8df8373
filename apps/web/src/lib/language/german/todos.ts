import type { Catalogue } from '../catalogue.ts';

/** The todos, and the page after signing in. */
export const todos: Catalogue = {
	Welcome: 'Willkommen',
	'Welcome, {name}': 'Willkommen, {name}',
	'You are signed in as {email}.': 'Sie sind als {email} angemeldet.',
	'Your todos': 'Ihre Aufgaben',
	'Write down what is on your mind and tick it off.':
		'Schreiben Sie auf, woran Sie denken, und haken Sie es ab.',
	'Your profile': 'Ihr Profil',
	'Say who you are, and in which language we write to you.':
		'Sagen Sie, wer Sie sind und in welcher Sprache wir Ihnen schreiben.',
	Todos: 'Aufgaben',
	All: 'Alle',
	Open: 'Offen',
	Done: 'Erledigt',
	'{count} open': '{count} offen',
	'Added “{title}”. {count} open.': '„{title}“ angelegt. {count} offen.',
	'Loading your todos…': 'Ihre Aufgaben werden geladen …',
	'Nothing to do yet': 'Noch nichts zu tun',
	'Write down the first thing on your mind above.':
		'Schreiben Sie oben das Erste auf, was Ihnen einfällt.',
	'All done': 'Alles erledigt',
	'Nothing is open. Enjoy it while it lasts.':
		'Nichts ist offen. Genießen Sie es, solange es so bleibt.',
	'Nothing done yet': 'Noch nichts erledigt',
	'Todos you tick off show up here.': 'Hier stehen Aufgaben, die Sie abgehakt haben.',
	'New todo': 'Neue Aufgabe',
	'What needs doing?': 'Was ist zu tun?',
	Add: 'Anlegen',
	'Write down what needs doing first.': 'Schreiben Sie zuerst auf, was zu tun ist.',
	Rename: 'Umbenennen',
	'Rename “{title}”': '„{title}“ umbenennen',
	Delete: 'Löschen',
	'Delete “{title}”': '„{title}“ löschen',
	'New title of “{title}”': 'Neuer Titel von „{title}“',
	'A todo needs a title. To remove it, cancel and delete it.':
		'Eine Aufgabe braucht einen Titel. Um sie zu entfernen, brechen Sie ab und löschen Sie sie.',
	'“{title}” was not added.': '„{title}“ wurde nicht angelegt.',
	'“{title}” was deleted.': '„{title}“ wurde gelöscht.',
	'“{title}” was not deleted.': '„{title}“ wurde nicht gelöscht.',
	'“{title}” was not changed.': '„{title}“ wurde nicht geändert.',
	Undo: 'Rückgängig',
};
