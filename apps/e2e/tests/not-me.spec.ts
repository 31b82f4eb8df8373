import { signInAsThief } from '../fixtures/joining-pages.ts';
import { createGuest } from '../fixtures/guest.ts';
import { collectRequests } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';

const DISOWN = '/auth/not-me';

test('a new browser is told of by mail, and one press signs it out and no other', async ({
	page,
	mail,
	stack,
}) => {
	const { guest, thief, mail: notice } = await signInAsThief(page, stack);
	expect(notice.subject).toBe('New sign-in to your Postern account');
	expect(notice.text).toContain('Firefox on Windows');
	const stolen = await thief.newPage();
	await stolen.goto('/todos');
	await expect(stolen.getByText('Nothing to do yet')).toBeVisible();
	const sent = collectRequests(page, 'POST', DISOWN);
	await page.goto(notice.link);
	await expect(page).toHaveURL('/not-me');
	await expect(page.getByRole('heading', { name: 'Was it not you?' })).toBeVisible();
	// Opening it does nothing: a scanner that runs scripts opens it, too.
	expect(sent).toHaveLength(0);
	await page.getByRole('button', { name: 'Sign that browser out' }).click();
	await expect(page.getByRole('heading', { name: 'That browser is signed out' })).toBeVisible();
	expect(sent).toHaveLength(1);
	await stolen.goto('/todos');
	await expect(stolen).toHaveURL(/\/sign-in/);
	await page.getByRole('link', { name: 'Open my sessions' }).click();
	await expect(page).toHaveURL('/settings/sessions');
	await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
	// The next sign-in in that browser is news again.
	await createGuest(thief, stack, { email: guest.email, password: guest.password });
	expect((await mail.next(guest.email)).subject).toBe('New sign-in to your Postern account');
	await thief.close();
});

test('the same browser signing in again is no news', async ({ context, guest, mail, stack }) => {
	await createGuest(context, stack, { email: guest.email, password: guest.password });
	await createGuest(context, stack, { email: guest.email, password: guest.password });
	expect(mail.all(guest.email)).toEqual([]);
});

test('the link works without being signed in, twice, and says when it is no good', async ({
	page,
	context,
	stack,
}) => {
	const { thief, mail } = await signInAsThief(page, stack);
	await thief.close();
	await context.clearCookies();
	for (const time of ['first', 'second']) {
		await page.goto(`/not-me?time=${time}#t=${mail.token}`);
		await page.getByRole('button', { name: 'Sign that browser out' }).click();
		await expect(page.getByRole('heading', { name: 'That browser is signed out' })).toBeVisible();
	}
	await page.goto(`/not-me?time=third#t=${'x'.repeat(43)}`);
	await page.getByRole('button', { name: 'Sign that browser out' }).click();
	await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
});
