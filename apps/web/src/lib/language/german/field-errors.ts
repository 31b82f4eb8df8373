import type { Catalogue } from '../catalogue.ts';

/** What the API says of a field, as the end of "This …": no sentence of the app itself. */
export const fieldErrors: Catalogue = {
	'This is not an e-mail address.': 'Das ist keine E-Mail-Adresse.',
	'This is the address of this account already.': 'Das ist schon die Adresse dieses Kontos.',
	'This is required.': 'Hier fehlt etwas.',
	'This is not expected here.': 'Das wird hier nicht erwartet.',
	'This must not be empty.': 'Dieses Feld darf nicht leer sein.',
	'This must have at least {count} characters.': 'Es müssen mindestens {count} Zeichen sein.',
	'This must have at most {count} characters.': 'Es dürfen höchstens {count} Zeichen sein.',
	'This must name at least one field.': 'Mindestens ein Feld muss angegeben sein.',
	'This does not have the right form.': 'Das hat nicht die richtige Form.',
	'This is not valid.': 'Das ist nicht gültig.',
	'This must be a web address like https://example.com.':
		'Das muss eine Webadresse wie https://example.com sein.',
	'This must not have a user name or a password in it.':
		'Darin darf kein Benutzername und kein Passwort stehen.',
	'This has too many marks on one letter.': 'Ein Buchstabe trägt zu viele Zeichen.',
	'This must not have tabs or other controls in it.':
		'Darin dürfen keine Tabulatoren oder anderen Steuerzeichen stehen.',
	'This must be one line, without tabs or other controls.':
		'Das muss eine einzige Zeile sein, ohne Tabulatoren oder andere Steuerzeichen.',
	'This has a character in it that cannot be seen; type it instead of pasting it.':
		'Darin steht ein unsichtbares Zeichen. Tippen Sie den Text, statt ihn einzufügen.',
	'This has half a character in it; remove it.':
		'Darin steht ein halbes Zeichen. Entfernen Sie es.',
	'This must be a time zone like Europe/Berlin.': 'Das muss eine Zeitzone wie Europe/Berlin sein.',
	'This must not be empty; null removes it.': 'Dieses Feld darf nicht leer sein.',
};
