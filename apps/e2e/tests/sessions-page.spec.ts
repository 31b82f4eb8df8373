import { tabTo } from '../fixtures/keyboard.ts';
import { answerProblem, collectRequests } from '../fixtures/network.ts';
import { sessionsPage, signInElsewhere } from '../fixtures/sessions-page.ts';
import { signInDialog } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';
import { todosPage } from '../fixtures/todos-page.ts';

test('every session says where, how and when; this one comes first', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	expect(elsewhere.pages()).toEqual([]);
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.own).toContainText('In use now');
	await expect(sessions.own.getByText('This session', { exact: true })).toBeVisible();
	await expect(sessions.others).toHaveCount(1);
	const other = sessions.others.first();
	await expect(other).toContainText('Firefox on Windows');
	await expect(other).toContainText('Last used just now');
	await expect(other).toContainText('Signed in with a password');
	await expect(other).toContainText(/From (127\.0\.0\.1|0:0:0:0::\/64)/);
});

test('a session that is ended here meets the dialog there, and the work there is kept', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const there = await elsewhere.newPage();
	const todos = todosPage(there);
	await todos.open();
	await todos.field.fill('half a thought');

	const sessions = sessionsPage(page);
	await sessions.open();
	await sessions.ends.click();
	await expect(sessions.notice('Firefox on Windows was signed out.')).toBeVisible();
	await expect(sessions.nobodyElse).toBeVisible();

	await todos.field.press('Enter');
	await expect(signInDialog(there)).toContainText('ended from another place');
	await expect(there).toHaveURL('/todos');
	await expect(sessions.own).toContainText('In use now');
});

test('this page meets the dialog, too, when its own session is ended elsewhere', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.nobodyElse).toBeVisible();
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const there = sessionsPage(await elsewhere.newPage());
	await there.open();
	await there.endOthers.click();
	await there.dialog('End the other session?').getByRole('button', { name: 'End it' }).click();
	await expect(there.notice('The other session was ended.')).toBeVisible();

	await sessions.comeBack();
	await expect(signInDialog(page)).toContainText('ended from another place');
	await expect(sessions.own).toBeHidden();
});

test('ending all others asks first, says how many, and leaves this one', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using _one = await signInElsewhere(browser, stack, guest);
	await using _two = await signInElsewhere(browser, stack, guest);
	const sent = collectRequests(page, 'POST', '/users/me/sessions/end-others');
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.others).toHaveCount(2);
	await sessions.endOthers.click();
	const dialog = sessions.dialog('End 2 other sessions?');
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(sessions.endOthers).toBeFocused();
	expect(sent).toHaveLength(0);

	await sessions.endOthers.click();
	await dialog.getByRole('button', { name: 'End 2 sessions' }).click();
	await expect(sessions.notice('2 other sessions were ended.')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Other sessions' })).toBeFocused();
	await expect(sessions.nobodyElse).toBeVisible();
	await page.reload();
	await expect(sessions.nobodyElse).toBeVisible();
});

test('signing out everywhere ends this session and the others', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using elsewhere = await signInElsewhere(browser, stack, guest);
	const there = await elsewhere.newPage();
	await todosPage(there).open();
	const sessions = sessionsPage(page);
	await sessions.open();
	await sessions.everywhere.click();
	const dialog = sessions.dialog('Sign out everywhere?');
	await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
	await expect(page).toHaveURL('/sign-in');
	await there.reload();
	await expect(there).toHaveURL(/\/sign-in\?/);
	await page.goto('/todos');
	await expect(page).toHaveURL(/\/sign-in\?/);
});

test('ending this session asks first and is a sign-out', async ({ page, guest }) => {
	expect(guest.email).not.toBe('');
	const sessions = sessionsPage(page);
	await sessions.open();
	const button = sessions.own.getByRole('button', { name: 'Sign out of this session' });
	await button.click();
	const dialog = sessions.dialog('Sign out of this session?');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await expect(sessions.own).toBeVisible();
	await button.click();
	await dialog.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/sign-in');
	await page.goto('/todos');
	await expect(page).toHaveURL(/\/sign-in\?/);
});

test('coming back to the tab shows what has happened meanwhile', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.nobodyElse).toBeVisible();
	await using _elsewhere = await signInElsewhere(browser, stack, guest);
	await sessions.comeBack();
	await expect(sessions.others).toHaveCount(1);
});

test('a list that cannot be had says so, and can be tried again', async ({
	page,
	guest,
	stack,
}) => {
	expect(guest.email).not.toBe('');
	const list = `${stack.apiUrl}/users/me/sessions`;
	await page.route(list, answerProblem(stack.webUrl, { status: 500, code: 'internal_error' }));
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(page.getByRole('alert')).toContainText('Something went wrong on our side');
	await page.unroute(list);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(sessions.own).toBeVisible();
});

test('a list that was not had in an outage comes by itself after it', async ({
	page,
	guest,
	stack,
}) => {
	expect(guest.email).not.toBe('');
	const list = `${stack.apiUrl}/users/me/sessions`;
	await page.route(list, (route) => route.abort());
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(page.getByRole('alert')).toContainText('We can’t reach the server');
	await page.unroute(list);
	await expect(sessions.own).toBeVisible();
});

test('an ending that fails leaves the session on the page, and Retry ends it', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using _elsewhere = await signInElsewhere(browser, stack, guest);
	const sessions = sessionsPage(page);
	await sessions.open();
	await page.route(`${stack.apiUrl}/users/me/sessions/*`, (route) => route.abort());
	await sessions.ends.click();
	const notice = sessions.notice('Firefox on Windows is still signed in.');
	await expect(notice).toBeVisible();
	await expect(sessions.others).toHaveCount(1);
	await page.unroute(`${stack.apiUrl}/users/me/sessions/*`);
	await notice.getByRole('button', { name: 'Retry' }).click();
	await expect(sessions.nobodyElse).toBeVisible();
});

test('it works by keyboard alone, and the focus never gets lost', async ({
	page,
	browser,
	guest,
	stack,
}) => {
	await using _one = await signInElsewhere(browser, stack, guest);
	await using _two = await signInElsewhere(browser, stack, guest);
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.others).toHaveCount(2);
	await tabTo(page, sessions.ends.first());
	await page.keyboard.press('Enter');
	await expect(sessions.others).toHaveCount(1);
	await expect(sessions.ends).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(sessions.nobodyElse).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Other sessions' })).toBeFocused();
	await tabTo(page, sessions.everywhere);
	await page.keyboard.press('Enter');
	const dialog = sessions.dialog('Sign out everywhere?');
	await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/sign-in');
});

test('nothing is cut off at 320 pixels', async ({ page, browser, guest, stack }) => {
	await using _elsewhere = await signInElsewhere(browser, stack, guest);
	await page.setViewportSize({ width: 320, height: 640 });
	const sessions = sessionsPage(page);
	await sessions.open();
	await expect(sessions.others).toHaveCount(1);
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	expect(width).toBeLessThanOrEqual(320);
	await sessions.endOthers.click();
	const box = await sessions.dialog('End the other session?').boundingBox();
	expect(box?.x).toBeGreaterThanOrEqual(0);
	expect((box?.x ?? 0) + (box?.width ?? 321)).toBeLessThanOrEqual(320);
});
