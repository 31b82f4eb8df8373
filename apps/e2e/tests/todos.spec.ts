import { deleteTodo, listTodos } from '@postern/api-client';
import { answerProblem, createGate } from '../fixtures/network.ts';
import { giveTodos, todosPage } from '../fixtures/todos-page.ts';
import { expect, test } from '../fixtures/test.ts';

test('what is added, ticked, renamed and deleted is still so after a reload', async ({
	page,
	guest,
}) => {
	const todos = todosPage(page);
	await todos.open();
	await expect(page.getByText('Nothing to do yet')).toBeVisible();

	await todos.add('Buy tea');
	await todos.add('Call the bank');
	await todos.add('Post the letter');
	await expect(todos.field).toHaveValue('');
	await expect(todos.field).toBeFocused();
	await todos.tickOf('Call the bank').click();
	await todos.startRename('Buy tea');
	await expect(todos.editor).toBeFocused();
	await todos.editor.fill('Buy green tea');
	await todos.editor.press('Enter');
	await todos.remove('Post the letter');
	await expect(page.getByText('1 open')).toBeVisible();
	await expect(todos.notice('“Post the letter” was deleted.')).toBeVisible();

	await page.reload();
	await expect(todos.rows).toHaveCount(2);
	await expect(todos.tickOf('Buy green tea')).not.toBeChecked();
	await expect(todos.tickOf('Call the bank')).toBeChecked();
	const list = await listTodos({ connection: guest.connection });
	expect(list.map(({ title, completed }) => ({ title, completed }))).toEqual([
		{ title: 'Buy green tea', completed: false },
		{ title: 'Call the bank', completed: true },
	]);
});

test('a deleted todo comes back with undo, as it was', async ({ page, guest }) => {
	await giveTodos(guest.connection, 'Buy tea', 'Call the bank');
	const todos = todosPage(page);
	await todos.open();
	await todos.tickOf('Buy tea').click();
	await todos.remove('Buy tea');
	await expect(todos.rows).toHaveCount(1);
	await todos.notice('“Buy tea” was deleted.').getByRole('button', { name: 'Undo' }).click();
	await expect(todos.rows.first()).toContainText('Buy tea');
	await expect(todos.tickOf('Buy tea')).toBeChecked();
	const saved = async (): Promise<number> =>
		(await listTodos({ connection: guest.connection })).length;
	await expect.poll(saved).toBe(2);
});

test('a change shows before the API has answered', async ({ page, guest }) => {
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.row('Buy tea')).toBeVisible();
	const gate = createGate();
	await page.route('**/todos**', async (route) => {
		await gate.opened;
		await route.continue();
	});
	await todos.tickOf('Buy tea').click();
	await expect(todos.tickOf('Buy tea')).toBeChecked();
	await todos.add('Call the bank');
	await expect(todos.row('Call the bank')).toBeVisible();
	expect(await listTodos({ connection: guest.connection })).toMatchObject([{ completed: false }]);
	gate.open();
	const saved = () => listTodos({ connection: guest.connection });
	await expect.poll(saved).toMatchObject([{ completed: true }, { title: 'Call the bank' }]);
});

test('an addition that fails is taken back with its text kept, and can be tried again', async ({
	page,
	guest,
	stack,
}) => {
	const todos = todosPage(page);
	await todos.open();
	await page.route(
		'**/todos',
		answerProblem(stack.webUrl, { status: 500, code: 'internal_error' }),
	);
	await todos.add('Buy tea');
	const notice = todos.notice('“Buy tea” was not added.');
	await expect(notice).toBeVisible();
	await expect(todos.row('Buy tea')).toHaveCount(0);
	await expect(todos.field).toHaveValue('Buy tea');
	await page.unrouteAll();
	await notice.getByRole('button', { name: 'Retry' }).click();
	await expect(todos.row('Buy tea')).toBeVisible();
	await expect(todos.field).toHaveValue('');
	const titles = async (): Promise<string[]> =>
		(await listTodos({ connection: guest.connection })).map((todo) => todo.title);
	await expect.poll(titles).toEqual(['Buy tea']);
});

test('a deletion that fails brings the todo back', async ({ page, guest, stack }) => {
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.open();
	await page.route(
		'**/todos/*',
		answerProblem(stack.webUrl, { status: 500, code: 'internal_error' }),
	);
	await todos.remove('Buy tea');
	await expect(todos.notice('“Buy tea” was not deleted.')).toBeVisible();
	await expect(todos.row('Buy tea')).toBeVisible();
});

test('a todo deleted elsewhere goes away with a word about it', async ({ page, guest }) => {
	await giveTodos(guest.connection, 'Buy tea');
	const todos = todosPage(page);
	await todos.open();
	await expect(todos.row('Buy tea')).toBeVisible();
	const [todo] = await listTodos({ connection: guest.connection });
	await deleteTodo(todo?.id ?? '', { connection: guest.connection });
	await todos.tickOf('Buy tea').click();
	await expect(todos.notice('This todo is gone.')).toBeVisible();
	await expect(page.getByText('Nothing to do yet')).toBeVisible();
});

test('what people write is shown as they wrote it, never run', async ({ page, guest }) => {
	const title = `<img src=x onerror="document.title='run'"> & “quotes” 🍵`;
	const todos = todosPage(page);
	await todos.open();
	await todos.add(title);
	await expect(todos.row(title)).toBeVisible();
	await page.reload();
	await expect(todos.row(title)).toBeVisible();
	await expect(page).toHaveTitle('Todos · Postern');
	expect(await listTodos({ connection: guest.connection })).toMatchObject([{ title }]);
});

test('a blank todo is pointed out and not sent', async ({ page, guest }) => {
	const todos = todosPage(page);
	await todos.open();
	await todos.add('   ');
	await expect(todos.field).toBeFocused();
	await expect(todos.field).toHaveAccessibleDescription('Write down what needs doing first.');
	expect(await listTodos({ connection: guest.connection })).toEqual([]);
});

test('the filters show what is open and what is done', async ({ page, guest }) => {
	await giveTodos(guest.connection, 'Buy tea', 'Call the bank');
	const todos = todosPage(page);
	await todos.open();
	await todos.tickOf('Buy tea').click();
	await page.getByRole('radio', { name: 'Open' }).check({ force: true });
	await expect(todos.rows).toHaveText(['Call the bank']);
	await page.getByRole('radio', { name: 'Done' }).check({ force: true });
	await expect(todos.rows).toHaveText(['Buy tea']);
});
