import type { Catalogue } from '../catalogue.ts';

/** The start page. */
export const home: Catalogue = {
	'Sign-in for apps that live apart from their API':
		'Anmeldung für Apps, die getrennt von ihrer API leben',
	'Postern is self-hosted sign-in for single-page apps that live apart from their API.':
		'Postern ist eine selbst gehostete Anmeldung für Single-Page-Apps, die getrennt von ihrer API leben.',
	'A small gate, and a solid wall.': 'Ein kleines Tor, eine feste Mauer.',
	'Postern is self-hosted sign-in for apps that live apart from their API. You come in quickly, stay in while you work, and never lose a word to a lost session.':
		'Postern ist eine selbst gehostete Anmeldung für Apps, die getrennt von ihrer API leben. Sie kommen schnell hinein, bleiben angemeldet, solange Sie arbeiten, und verlieren kein Wort, wenn eine Sitzung endet.',
	'In within seconds': 'In Sekunden angemeldet',
	'One small form that is there before the app is. It tells you what to do next, whatever happens.':
		'Ein kleines Formular, das vor der App da ist. Es sagt Ihnen, wie es weitergeht, was auch geschieht.',
	'Nothing typed is lost': 'Keine Eingabe geht verloren',
	'If your session ends while you work, you sign in where you are, and your work goes on.':
		'Endet Ihre Sitzung mitten in der Arbeit, melden Sie sich an Ort und Stelle wieder an und machen weiter.',
	'An outage is not a sign-out': 'Ein Ausfall ist keine Abmeldung',
	'When the server is silent, your page stays. It reconnects by itself and says so.':
		'Wenn der Server schweigt, bleibt Ihre Seite stehen. Sie verbindet sich von selbst wieder und sagt es Ihnen.',
	'Checked every time': 'Jedes Mal geprüft',
	'Your session is looked up on every request, so signing out means out, everywhere, at once.':
		'Ihre Sitzung wird bei jeder Anfrage geprüft. Abgemeldet heißt deshalb abgemeldet: überall und sofort.',
	'Postern is open source and runs on your own servers. No trackers, no third parties.':
		'Postern ist Open Source und läuft auf Ihren eigenen Servern. Ohne Tracker, ohne Dritte.',
};
