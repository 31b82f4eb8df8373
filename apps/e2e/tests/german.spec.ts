// cspell:disable -- German
import { expectNoEnglish } from '../fixtures/english.ts';
import { createGate, deafen } from '../fixtures/network.ts';
import { otherCode } from '../fixtures/program.ts';
import { signInElsewhere } from '../fixtures/sessions-page.ts';
import { expect, test, type Page } from '../fixtures/test.ts';

test.use({ locale: 'de-DE' });

/** The parts of the pages that ask for a mail and for its code. */
function signInPage(page: Page) {
	return {
		email: page.getByLabel('E-Mail'),
		next: page.getByRole('button', { name: 'Weiter mit E-Mail' }),
		heading: page.getByRole('heading', { level: 1 }),
		code: page.getByLabel('Sechsstelliger Code'),
		english: page.getByRole('button', { name: 'English' }),
		german: page.getByRole('button', { name: 'Deutsch' }),
	};
}

/** What the framework warns of where the words of a page are not those it was drawn with at build time. */
function collectWarnings(page: Page): string[] {
	const warnings: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'warning') warnings.push(message.text());
	});
	return warnings;
}

async function started(page: Page): Promise<void> {
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
}

test('somebody signs in by mail in German, from the first page to the last', async ({
	page,
	mail,
	newcomer,
}) => {
	const { email, next, heading, code } = signInPage(page);
	await page.goto('/');
	await started(page);
	await expectNoEnglish(page);
	const theme = page.getByRole('button', { name: 'Farbschema: System' });
	await expect(theme).toHaveAttribute('title', 'Farbschema: System');
	await page.getByRole('link', { name: 'Anmelden' }).first().click();
	await expect(page).toHaveTitle('Anmelden · Postern');
	await next.click();
	await expect(email).toHaveAccessibleDescription('Geben Sie Ihre E-Mail-Adresse ein.');
	await email.fill('jemand@nirgends');
	await next.click();
	await expect(email).toHaveAccessibleDescription('Das ist keine E-Mail-Adresse.');
	await expectNoEnglish(page);
	await email.fill(newcomer);
	await next.click();

	await expect(heading).toHaveText('Sehen Sie in Ihre Mails');
	await expect(page.getByText(`Wir haben eine Mail an ${newcomer} geschickt.`)).toBeVisible();
	await expect(code).toHaveAccessibleDescription(/^Noch (10|9) Minuten gültig\.$/);
	await expect(page.getByRole('button', { name: 'Neue Mail senden' })).toContainText(
		/\(in \d+ s\)/,
	);
	const received = await mail.next(newcomer);
	expect(received.subject).toBe('Bei Postern anmelden');
	expect(received.html).toContain('lang="de"');
	await code.fill(otherCode(received.code));
	await expect(code).toHaveAccessibleDescription('Das ist nicht der Code. 4 Versuche übrig.');
	await expectNoEnglish(page);
	await code.fill(received.code);
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByText(`Sie sind als ${newcomer} angemeldet.`)).toBeVisible();
	await expectNoEnglish(page);
});

test('todos are kept in German, and said in German', async ({ page, guest, stack }) => {
	await deafen(page);
	await page.goto('/todos');
	await expect(page.getByText('Noch nichts zu tun')).toBeVisible();
	await expectNoEnglish(page);
	const field = page.getByLabel('Neue Aufgabe');
	await field.fill('Pflanzen gießen');
	await field.press('Enter');
	await page.getByRole('checkbox', { name: 'Pflanzen gießen' }).check();
	await expect(page.getByText('0 offen')).toBeVisible();
	await page.getByRole('listitem').hover();
	await page.getByRole('button', { name: '„Pflanzen gießen“ umbenennen' }).click();
	await expect(page.getByLabel('Neuer Titel von „Pflanzen gießen“')).toBeFocused();
	await expectNoEnglish(page);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: '„Pflanzen gießen“ löschen' }).click();
	const notice = page.getByRole('group', { name: 'Mitteilung' });
	await expect(notice).toContainText('„Pflanzen gießen“ wurde gelöscht.');
	await expect(notice.getByRole('button', { name: 'Rückgängig' })).toBeVisible();

	stack.time.expireIdle(guest.email);
	await field.fill('Brot kaufen');
	await field.press('Enter');
	const dialog = page.getByRole('dialog', { name: 'Ihre Sitzung ist beendet' });
	await expect(dialog).toContainText('Ihre Seite bleibt, wie sie ist.');
	await expectNoEnglish(page);
	await dialog.getByRole('button', { name: 'Stattdessen mit Passwort' }).click();
	await dialog.getByLabel('Passwort', { exact: true }).fill(guest.password);
	await dialog.getByRole('button', { name: 'Anmelden' }).click();
	await expect(page.getByRole('checkbox', { name: 'Brot kaufen' })).toBeVisible();
});

test('the settings are in German, and so are their times and what is wrong at a field', async ({
	page,
	guest,
	browser,
	stack,
}) => {
	await (await signInElsewhere(browser, stack, guest)).close();
	await page.goto('/settings/profile');
	const website = page.getByLabel('Website');
	await website.fill('javascript:alert(1)');
	await page.getByLabel('Zeitzone').selectOption('Europe/Berlin');
	await expect(page.getByText(/^Dort ist es jetzt \d\d:\d\d/)).toBeVisible();
	await page.getByRole('button', { name: 'Speichern' }).click();
	await expect(website).toHaveAccessibleDescription(
		'Das muss eine Webadresse wie https://example.com sein.',
	);
	await expectNoEnglish(page);
	await website.clear();
	await page.getByRole('button', { name: 'Speichern' }).click();
	await expect(page.getByText('Ihr Profil wurde gespeichert.')).toBeVisible();

	await page.getByRole('link', { name: 'Sitzungen' }).click();
	const other = page.getByRole('list', { name: 'Andere Sitzungen' }).getByRole('listitem').first();
	await expect(other).toContainText('Firefox unter Windows');
	await expect(other).toContainText(
		/Zuletzt benutzt: gerade eben \(\d\d\.\d\d\.\d{4}, \d\d:\d\d\)/,
	);
	await expect(other).toContainText(/Mit Passwort angemeldet am \d\d\.\d\d\.\d{4}/);
	await expectNoEnglish(page);
	await page.getByRole('button', { name: /^Beenden der Sitzung von Firefox/ }).click();
	await expect(page.getByText('Firefox unter Windows wurde abgemeldet.')).toBeVisible();
	await page.getByRole('button', { name: 'Überall abmelden' }).click();
	await expect(page.getByRole('dialog', { name: 'Überall abmelden?' })).toBeVisible();
	await expectNoEnglish(page);
	await page.getByRole('button', { name: 'Abbrechen' }).click();

	await page.getByRole('link', { name: 'Aktivität' }).click();
	await expect(page.getByRole('heading', { name: 'Heute' })).toBeVisible();
	await expect(page.getByText('Mit Passwort angemeldet').first()).toBeVisible();
	await expectNoEnglish(page);
});

test('an expired link, a page that is not there and a silent server are told in German', async ({
	page,
	guest,
	stack,
}) => {
	await page.goto('/link#t=' + 'x'.repeat(43));
	await expect(page.getByRole('heading', { name: 'Dieser Link funktioniert nicht' })).toBeVisible();
	await expectNoEnglish(page);
	await page.goto('/nirgends');
	await expect(page.getByRole('heading', { name: 'Hier ist nichts' })).toBeVisible();
	await expectNoEnglish(page);
	await page.goto('/welcome');
	await expect(page.getByText(guest.email)).toBeVisible();
	await page.route(`${stack.apiUrl}/**`, (route) => route.abort());
	await page.getByRole('link', { name: 'Aufgaben' }).first().click();
	await expect(page.getByText('Der Server ist nicht erreichbar. Ihre Arbeit')).toBeVisible();
	await expectNoEnglish(page);
});

test('the button changes the language at once and for good, and what is typed stays', async ({
	page,
	mail,
	newcomer,
}) => {
	const { email, english, german } = signInPage(page);
	await page.goto('/sign-in/password');
	await started(page);
	const password = page.getByLabel('Passwort', { exact: true });
	await email.fill(newcomer);
	await password.fill('half a passw');
	await page.getByRole('button', { name: 'Passwort anzeigen' }).click();
	await english.click();
	await expect(page).toHaveTitle('Sign in with your password · Postern');
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(german).toBeFocused();
	await expect(page.getByLabel('E-mail')).toHaveValue(newcomer);
	await expect(page.getByLabel('Password', { exact: true })).toHaveValue('half a passw');
	await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');

	await page.reload();
	await started(page);
	await expect(page.getByRole('heading', { name: 'Sign in with your password' })).toBeVisible();
	await page.getByRole('link', { name: 'Use e-mail instead' }).click();
	await page.getByLabel('E-mail').fill(newcomer);
	await page.getByRole('button', { name: 'Continue with e-mail' }).click();
	await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
	expect((await mail.next(newcomer)).subject).toBe('Sign in to Postern');

	await page.getByLabel('Six-digit code').fill('123');
	await german.click();
	await expect(page.getByRole('heading', { name: 'Sehen Sie in Ihre Mails' })).toBeVisible();
	await expect(page.getByLabel('Sechsstelliger Code')).toHaveValue('123');
	await expectNoEnglish(page);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Sehen Sie in Ihre Mails' })).toBeVisible();
});

test('an error that is shown changes its language with the page', async ({ page }) => {
	const { email, next, english } = signInPage(page);
	await page.goto('/sign-in');
	await started(page);
	await next.click();
	await expect(email).toHaveAccessibleDescription('Geben Sie Ihre E-Mail-Adresse ein.');
	await english.click();
	await expect(email).toHaveAccessibleDescription('Enter your e-mail address.');
});

test('what is typed before the app has started stays, and the page ends up in German', async ({
	page,
	newcomer,
}) => {
	const warnings = collectWarnings(page);
	const gate = createGate();
	await page.route('**/*.js', async (route) => {
		if (!route.request().url().endsWith('/first-paint.js')) await gate.opened;
		await route.continue();
	});
	await page.goto('/sign-in', { waitUntil: 'commit' });
	await page.locator('input[type=email]').fill(newcomer);
	gate.open();
	await started(page);
	await expect(signInPage(page).email).toHaveValue(newcomer);
	await expectNoEnglish(page);
	for (const path of ['/', '/sign-in/password', '/sign-in/code', '/link']) {
		await page.goto(path);
		await started(page);
		await expectNoEnglish(page);
	}
	expect(warnings).toEqual([]);
});

test('German that cannot be fetched leaves a page that works, and says that it is in English', async ({
	page,
}) => {
	const sent: string[] = [];
	page.on('response', (response) => sent.push(response.url()));
	await page.goto('/sign-in');
	await started(page);
	const files = await Promise.all(
		sent
			.filter((url) => url.endsWith('.js'))
			.map(async (url) => ({ url, text: await (await page.request.get(url)).text() })),
	);
	const words = files.filter(({ text }) => text.includes('Weiter mit E-Mail'));
	expect(words).toHaveLength(1);
	await page.route(words[0]?.url ?? '', (route) => route.abort());
	await page.reload();
	await started(page);
	await expect(page.getByRole('button', { name: 'Continue with e-mail' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('in an English browser', () => {
	test.use({ locale: 'en-GB' });

	test('no German is fetched, until somebody asks for it', async ({ page }) => {
		const bodies: Promise<string>[] = [];
		page.on('response', (response) => {
			if (response.url().endsWith('.js')) bodies.push(response.text());
		});
		const isGermanThere = async () =>
			(await Promise.all(bodies)).some((text) => text.includes('Weiter mit E-Mail'));
		await page.goto('/sign-in');
		await started(page);
		expect(await isGermanThere()).toBe(false);
		await signInPage(page).german.click();
		await expect(signInPage(page).next).toBeVisible();
		expect(await isGermanThere()).toBe(true);
	});

	test('the language of the profile becomes that of the app, and goes with it', async ({
		page,
		guest,
	}) => {
		await page.goto('/settings/profile');
		await page.getByLabel('Time zone').selectOption('Europe/Berlin');
		await page.getByLabel('Language').selectOption('Deutsch');
		await page.getByRole('button', { name: 'Save' }).click();
		await expect(page.getByText('Ihr Profil wurde gespeichert.')).toBeVisible();
		await expect(page.getByLabel('Zeitzone')).toHaveValue('Europe/Berlin');
		await expectNoEnglish(page);
		await page.reload();
		await expect(page.getByText(guest.email)).toBeVisible();
		await expectNoEnglish(page);
		await page.getByLabel('Sprache').selectOption('');
		await page.getByRole('button', { name: 'Speichern' }).click();
		await expect(page.getByText('Your profile was saved.')).toBeVisible();
		await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');

		await page.getByRole('radio', { name: 'Deutsch' }).check({ force: true });
		await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible();
		await page.reload();
		await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible();
	});
});
