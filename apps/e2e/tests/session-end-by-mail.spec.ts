import { listTodos } from '@postern/api-client';
import { connectionOf } from '../fixtures/guest.ts';
import { rest } from '../fixtures/keyboard.ts';
import { collectRequests, deafen } from '../fixtures/network.ts';
import { otherCode } from '../fixtures/program.ts';
import { codeStep, mailForm, signInDialog } from '../fixtures/sign-in-page.ts';
import { todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

// The page would else hear of the end by itself, between what is typed and the key that sends it.
test.beforeEach(({ page }) => deafen(page));

test('the code of a mail lets people back in over their page, and the request is sent once', async ({
	page,
	context,
	guest,
	mail,
	stack,
}) => {
	const todos = todosPage(page);
	await todos.openLoaded();
	const sent = collectRequests(page, 'POST', '/todos');
	stack.time.expireIdle(guest.email);
	await todos.add('Buy tea');
	const dialog = signInDialog(page);
	await expect(mailForm(dialog).email).toHaveValue(guest.email);
	await expect(mailForm(dialog).button).toBeFocused();
	await rest(page);
	await page.keyboard.press('Enter');
	const { field } = codeStep(dialog);
	await expect(field).toBeFocused();
	const { code } = await mail.next(guest.email);
	await page.keyboard.type(otherCode(code));
	await expect(field).toHaveAccessibleDescription(/That is not the code\. 4 tries left/);
	await expect(page).toHaveURL('/todos');
	await page.keyboard.type(code);
	await expect(dialog).toBeHidden();
	await expect(todos.row('Buy tea')).toBeVisible();
	await expect.poll(() => sent.length).toBe(2);
	const keys = sent.map((request) => request.headers()['idempotency-key']);
	expect(keys[1]).toBe(keys[0]);
	const connection = await connectionOf(context, stack.apiUrl);
	await expect.poll(() => listTodos({ connection })).toMatchObject([{ title: 'Buy tea' }]);
});

test('the link of that mail, opened in another tab, closes the dialog and leads to the same page', async ({
	page,
	context,
	guest,
	mail,
	stack,
}) => {
	await page.goto('/todos?filter=open#row-7');
	const todos = todosPage(page);
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
	stack.time.expireAbsolute(guest.email);
	await todos.add('Buy tea');
	const dialog = signInDialog(page);
	await mailForm(dialog).button.click();
	const { link } = await mail.next(guest.email);
	const tab = await context.newPage();
	await tab.goto(link);
	await expect(tab).toHaveURL('/todos?filter=open#row-7');
	await expect(dialog).toBeHidden();
	await expect(todos.row('Buy tea')).toBeVisible();
	await expect(page).toHaveURL('/todos?filter=open#row-7');
});

test('another address in the dialog signs in somebody else, and sends nothing of the first person', async ({
	page,
	context,
	guest,
	mail,
	newcomer,
	stack,
}) => {
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.add('Only for my eyes');
	const dialog = signInDialog(page);
	await mailForm(dialog).button.click();
	await codeStep(dialog).other.click();
	await mailForm(dialog).send(newcomer);
	await codeStep(dialog).field.fill((await mail.next(newcomer)).code);
	await expect(page.getByText(newcomer)).toBeVisible();
	await expect(page.getByText('Only for my eyes')).toHaveCount(0);
	const connection = await connectionOf(context, stack.apiUrl);
	expect(await listTodos({ connection })).toEqual([]);
});

test('a mail that expires in the dialog costs nothing of the page', async ({
	page,
	guest,
	mail,
	stack,
}) => {
	await page.clock.install();
	const todos = todosPage(page);
	await todos.openLoaded();
	stack.time.expireIdle(guest.email);
	await todos.add('Buy tea');
	const dialog = signInDialog(page);
	await mailForm(dialog).button.click();
	const { code } = await mail.next(guest.email);
	await expect(codeStep(dialog).field).toBeFocused();
	stack.time.expireMail(guest.email);
	await page.clock.fastForward('01:01');
	await codeStep(dialog).field.fill(code);
	await expect(dialog).toContainText('works no longer');
	await codeStep(dialog).resend.click();
	await codeStep(dialog).field.fill((await mail.next(guest.email)).code);
	await expect(dialog).toBeHidden();
	await expect(todos.row('Buy tea')).toBeVisible();
});
