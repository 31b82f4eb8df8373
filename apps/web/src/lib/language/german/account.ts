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
};
