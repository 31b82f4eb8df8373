import { getProfile } from '@postern/api-client';
import { answerProblem, collectRequests, deafen, createGate } from '../fixtures/network.ts';
import { connectionOf } from '../fixtures/guest.ts';
import { profilePage } from '../fixtures/profile-page.ts';
import { signInAgain, signInDialog, signInWithPassword } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

const PATH = '/users/me/profile';

test.use({ timezoneId: 'Europe/Berlin' });

test('a profile is filled in, kept, and shown as the text it is', async ({ page, guest }) => {
	const profile = profilePage(page);
	await profile.open();
	await profile.name.fill('<b>Ada</b> & "co"');
	await profile.bio.fill('Poet.\nOf <i>numbers</i>.');
	await profile.website.fill('example.com/ada');
	await profile.useHere.click();
	await expect(profile.timeZone).toBeFocused();
	await profile.language.selectOption('English');
	await profile.save.click();
	await expect(profile.saved).toBeVisible();
	await expect(profile.website).toHaveValue('https://example.com/ada');
	const said = {
		...{ name: '<b>Ada</b> & "co"', bio: 'Poet.\nOf <i>numbers</i>.' },
		...{ website: 'https://example.com/ada', timeZone: 'Europe/Berlin', language: 'en' },
	};
	expect(await getProfile({ connection: guest.connection })).toMatchObject(said);
	await page.reload();
	await expect(profile.bio).toHaveValue(said.bio);
	await expect(profile.timeZone).toHaveValue(said.timeZone);
	await page.getByRole('link', { name: 'Postern, start page' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome, <b>Ada</b> & "co"');
});

test('what is wrong is said at its field, with the focus at the first, and nothing is lost', async ({
	page,
	guest,
}) => {
	const profile = profilePage(page);
	await profile.open();
	await profile.bio.fill('y'.repeat(501));
	await expect(profile.bio).toHaveAccessibleDescription(/501 of 500/);
	await profile.website.fill('javascript:alert(1)');
	await profile.save.click();
	await expect(profile.bio).toHaveAccessibleDescription(/This must have at most 500 characters/);
	await expect(profile.website).toHaveAccessibleDescription(/This must be a web address/);
	await expect(profile.bio).toBeFocused();
	await expect(profile.website).toHaveValue('javascript:alert(1)');
	expect(await getProfile({ connection: guest.connection })).toMatchObject({ bio: null });
});

test('a save that the API does not answer keeps the text and is made by the next press', async ({
	page,
	guest,
	stack,
}) => {
	const profile = profilePage(page);
	await profile.open();
	await profile.bio.fill('Half a thought');
	await stack.stopApi();
	await profile.save.click();
	await expect(page.getByRole('alert')).toContainText('What you typed is still here.');
	await expect(profile.bio).toHaveValue('Half a thought');
	await stack.startApi();
	await profile.save.click();
	await expect(profile.saved).toBeVisible();
	expect(await getProfile({ connection: guest.connection })).toMatchObject({
		bio: 'Half a thought',
	});
});

test('a session that ends while somebody writes asks them back in, and saves once', async ({
	page,
	context,
	guest,
	stack,
}) => {
	await deafen(page);
	const profile = profilePage(page);
	await profile.open();
	await profile.bio.fill('Written before the session ended');
	stack.time.expireIdle(guest.email);
	const sent = collectRequests(page, 'PATCH', PATH);
	await profile.save.click();
	const dialog = signInDialog(page);
	await signInAgain(dialog, guest);
	await expect(profile.saved).toBeVisible();
	await expect(dialog).toBeHidden();
	const keys = sent.map((request) => request.headers()['idempotency-key']);
	expect(keys).toHaveLength(2);
	expect(new Set(keys).size).toBe(1);
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await getProfile({ connection })).toMatchObject({
		bio: 'Written before the session ended',
	});
});

test('leaving with changes asks, by a link and by the back button', async ({ page, guest }) => {
	await page.goto('/welcome');
	await expect(page.getByText(guest.email)).toBeVisible();
	await page.getByRole('link', { name: 'Settings' }).click();
	const profile = profilePage(page);
	await profile.name.fill('Half a name');
	await page.getByRole('link', { name: 'Todos' }).click();
	await expect(profile.leaving).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(profile.leaving).toBeHidden();
	await page.goBack();
	await profile.leaving.getByRole('button', { name: 'Keep editing' }).click();
	await expect(page).toHaveURL('/settings/profile');
	await expect(profile.name).toHaveValue('Half a name');

	await page.goBack();
	await profile.leaving.getByRole('button', { name: 'Leave anyway' }).click();
	await expect(page).toHaveURL('/welcome');
	await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
	await page.goForward();
	await expect(profile.name).toHaveValue('');
	await page.getByRole('link', { name: 'Todos' }).click();
	await expect(page).toHaveURL('/todos');
});

test('a second press while saving sends nothing more, and what is typed meanwhile stays', async ({
	page,
	guest,
}) => {
	const profile = profilePage(page);
	await profile.open();
	const sent = collectRequests(page, 'PATCH', PATH);
	const gate = createGate();
	await page.route(`**${PATH}`, async (route) => {
		await gate.opened;
		await route.continue();
	});
	await profile.name.fill('Ada');
	await profile.save.dblclick();
	await expect(profile.save).toHaveAttribute('aria-busy', 'true');
	await profile.name.fill('Ada Lovelace');
	gate.open();
	await expect(profile.saved).toBeVisible();
	await expect(profile.name).toHaveValue('Ada Lovelace');
	await expect(profile.save).toBeEnabled();
	expect(sent).toHaveLength(1);
	expect(await getProfile({ connection: guest.connection })).toMatchObject({ name: 'Ada' });
});

test('a profile that cannot be loaded is asked for once, and again when the person says so', async ({
	page,
	guest,
	stack,
}) => {
	const asked = collectRequests(page, 'GET', PATH);
	const refusal = { status: 500, code: 'internal_error' };
	await page.route(`**${PATH}`, answerProblem(stack.webUrl, refusal));
	await page.goto('/settings/profile');
	await expect(page.getByRole('alert')).toContainText('Something went wrong');
	await expect(page.getByText(guest.email)).toBeVisible();
	// Long enough for a page that asks again by itself.
	await page.waitForTimeout(500);
	expect(asked).toHaveLength(1);
	await page.unrouteAll();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(profilePage(page).name).toBeVisible();
});

for (const path of ['/profile', '/settings']) {
	test(`${path} leads to the profile, through the sign-in page, too`, async ({ page, person }) => {
		await page.goto(path);
		await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(path)}`);
		await signInWithPassword(page, person);
		await expect(page).toHaveURL('/settings/profile');
		await expect(profilePage(page).name).toBeVisible();
	});
}

test('the settings say where one is and fit a narrow screen', async ({ page, guest }) => {
	await page.setViewportSize({ width: 320, height: 700 });
	await profilePage(page).open();
	await expect(page.getByText(guest.email)).toBeVisible();
	const links = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
	await expect(links).toHaveText(['Profile', 'Security', 'Sessions', 'Activity', 'Account']);
	await expect(links.first()).toHaveAttribute('aria-current', 'page');
	await expect(links.last()).not.toHaveAttribute('aria-current');
	const overflow = () =>
		document.documentElement.scrollWidth - document.documentElement.clientWidth;
	expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
});
