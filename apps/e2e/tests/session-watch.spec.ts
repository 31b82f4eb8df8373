/** What ends a session elsewhere shows here at once, without a click. */
import type { Page } from '@playwright/test';
import { endOtherSessions } from '@postern/api-client';
import { collectRequests } from '../fixtures/network.ts';
import { connectionOf } from '../fixtures/guest.ts';
import { signInElsewhere } from '../fixtures/sessions-page.ts';
import { signInAgain, signInDialog } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';

test.use({ settings: { PUSH_STREAMS_MAX: '100' } });

const PATH = '/users/me/session';
const AT_ONCE_MS = 2000;
const LONG_MS = 20_000;
const SECRET = 'Only for my eyes';

/** Resolves when the page's stream has begun. */
const watched = (page: Page, timeout?: number): Promise<unknown> =>
	page.waitForResponse(
		(response) =>
			new URL(response.url()).pathname === PATH &&
			(response.headers()['content-type'] ?? '').startsWith('text/event-stream'),
		timeout === undefined ? {} : { timeout },
	);

/** Whether a text can be read, selected or found on the page. */
const textOf = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText);

test('a session that is ended on another device leaves nothing on the screen within two seconds, and loses nothing', async ({
	page,
	guest,
	browser,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const connection = await connectionOf(elsewhere, stack.apiUrl);
	await giveTodos(guest.connection, SECRET);
	const todos = todosPage(page);
	const begun = watched(page);
	await todos.open();
	await begun;
	await expect(todos.row(SECRET)).toBeVisible();
	await todos.field.fill('half a thought');

	await endOtherSessions({ connection });
	const dialog = signInDialog(page);
	await expect(dialog).toBeVisible({ timeout: AT_ONCE_MS });
	await expect(dialog).toContainText('ended from another place');
	await expect(page.getByText(SECRET)).toBeHidden();
	expect(await textOf(page)).not.toContain(SECRET);
	await expect(todos.field).toBeHidden();
	for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) {
		await page.keyboard.press('Tab');
		const isWithin = await page.evaluate(
			() => document.activeElement === document.body || !!document.activeElement?.closest('dialog'),
		);
		expect(isWithin).toBe(true);
	}

	await signInAgain(dialog, guest);
	await expect(dialog).toBeHidden();
	await expect(todos.row(SECRET)).toBeVisible();
	await expect(todos.field).toHaveValue('half a thought');
});

test('after signing in again the session is watched again', async ({
	page,
	guest,
	browser,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const connection = await connectionOf(elsewhere, stack.apiUrl);
	const todos = todosPage(page);
	const begun = watched(page);
	await todos.open();
	await begun;
	for (const _ of ['first', 'second']) {
		await endOtherSessions({ connection });
		await expect(signInDialog(page)).toBeVisible({ timeout: AT_ONCE_MS });
		const again = watched(page);
		await signInAgain(signInDialog(page), guest);
		await again;
	}
	await expect(signInDialog(page)).toBeHidden();
});

test('of many tabs one has the stream, and all show the end at once', async ({
	page,
	context,
	guest,
	browser,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const connection = await connectionOf(elsewhere, stack.apiUrl);
	const pages = [page, ...(await Promise.all([1, 2, 3, 4, 5, 6].map(() => context.newPage())))];
	const streams = pages.map((each) => collectRequests(each, 'GET', PATH));
	for (const each of pages) await each.goto('/settings/profile');
	for (const each of pages) await expect(each.getByText(guest.email).first()).toBeVisible();
	await expect.poll(() => streams.flat().length).toBe(1);

	await endOtherSessions({ connection });
	for (const each of pages) {
		await expect(signInDialog(each)).toBeVisible();
		await expect(each.getByRole('banner')).toBeHidden();
	}
});

test('another tab takes over when the one with the stream is closed', async ({
	page,
	context,
	guest,
	browser,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const connection = await connectionOf(elsewhere, stack.apiUrl);
	const first = watched(page);
	await page.goto('/settings/profile');
	await first;
	const other = await context.newPage();
	const second = watched(other);
	await other.goto('/settings/profile');
	await expect(other.getByText(guest.email).first()).toBeVisible();
	await page.close();
	await second;
	await endOtherSessions({ connection });
	await expect(signInDialog(other)).toBeVisible({ timeout: AT_ONCE_MS });
});

test('where something between holds the stream back, the end shows after a look', async ({
	page,
	guest,
	browser,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const connection = await connectionOf(elsewhere, stack.apiUrl);
	await page.clock.install();
	await page.route(`**${PATH}`, async (route) => {
		const { accept = '' } = route.request().headers();
		if (!accept.includes('text/event-stream')) await route.continue();
	});
	const asked = collectRequests(page, 'GET', PATH);
	await todosPage(page).open();
	await expect.poll(() => asked.length).toBe(1);
	await page.clock.runFor(6_000);
	await endOtherSessions({ connection });
	await page.clock.runFor(22_000);
	await expect(signInDialog(page)).toContainText('ended from another place');
	expect(asked.length).toBe(2);
});

test('after an outage the session is watched again', async ({ page, guest, browser, stack }) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const connection = await connectionOf(elsewhere, stack.apiUrl);
	const todos = todosPage(page);
	const begun = watched(page);
	await todos.open();
	await begun;
	await stack.stopApi();
	const again = watched(page, LONG_MS);
	await stack.startApi();
	await again;
	await expect(signInDialog(page)).toBeHidden();
	await endOtherSessions({ connection });
	await expect(signInDialog(page)).toBeVisible({ timeout: AT_ONCE_MS });
});

test('a page before the sign-in opens no stream', async ({ page, guest }) => {
	const asked = collectRequests(page, 'GET', PATH);
	await page.goto('/');
	await expect(page.getByRole('main')).toBeVisible();
	expect(guest.email).toContain('@');
	expect(asked).toEqual([]);
});
