import { askForMail, codeStep } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';

// As it comes out of the box: nothing is said about mail.
test.use({ settings: { MAIL_VIA: '', SMTP_URL: '' } });

interface Message {
	readonly id: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	readonly sentAt: string;
}

/** The code in the text of a mail, which stands alone on its line. */
function codeIn(message: Message | undefined): string {
	return /^\d{6}$/m.exec(message?.text ?? '')?.[0] ?? '';
}

test('mail is shown in the browser, where its link signs in', async ({
	page,
	context,
	mail,
	newcomer,
	stack,
}) => {
	const mailbox = await context.newPage();
	await mailbox.goto(`${stack.apiUrl}/dev/mailbox`);
	await askForMail(page, newcomer);
	// By itself, without a reload.
	await mailbox.getByRole('navigation', { name: 'Mails' }).getByText(newcomer).click();
	const message = mailbox.getByRole('article', { name: 'Mail' });
	await expect(message.getByRole('heading', { name: 'Sign in to Postern' })).toBeVisible();
	const shown = message.frameLocator('iframe');
	await expect(shown.getByText('In another browser or on another device?')).toBeVisible();
	await message.getByRole('tab', { name: 'Text' }).click();
	await expect(message.getByRole('tabpanel')).toContainText('/link#t=');
	await message.getByRole('tab', { name: 'Raw' }).click();
	await expect(message.getByRole('tabpanel')).toContainText('Auto-Submitted: auto-generated');

	const opened = context.waitForEvent('page');
	await message.getByRole('link', { name: 'Open link' }).click();
	const tab = await opened;
	await expect(tab).toHaveURL(`${stack.webUrl}/welcome`);
	await expect(tab.getByText(newcomer)).toBeVisible();
	await expect(page).toHaveURL('/welcome');
	expect(mail.all(newcomer)).toEqual([]);
});

test('the button of the mail itself works too, in a tab of its own', async ({
	page,
	context,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const mailbox = await context.newPage();
	await mailbox.goto(`${stack.apiUrl}/dev/mailbox`);
	await mailbox.getByRole('navigation', { name: 'Mails' }).getByText(newcomer).click();
	const opened = context.waitForEvent('page');
	await mailbox.frameLocator('iframe').getByRole('link', { name: 'Sign in', exact: true }).click();
	await expect(await opened).toHaveURL(`${stack.webUrl}/welcome`);
});

test('the code is copied with a press and pasted where it is asked for', async ({
	page,
	context,
	newcomer,
	stack,
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await askForMail(page, newcomer);
	const mailbox = await context.newPage();
	await mailbox.goto(`${stack.apiUrl}/dev/mailbox`);
	await mailbox.getByRole('navigation', { name: 'Mails' }).getByText(newcomer).click();
	await mailbox.getByRole('button', { name: 'Copy code' }).click();
	await expect(mailbox.getByText(/^Copied \d{6}$/)).toBeAttached();
	await page.bringToFront();
	await codeStep(page).field.focus();
	await page.keyboard.press('ControlOrMeta+v');
	await expect(page).toHaveURL('/welcome');
});

test('programs read the mail as JSON, the newest first, and the console shows it', async ({
	page,
	request,
	newcomer,
	stack,
}) => {
	const other = stack.newAddress();
	await askForMail(page, newcomer);
	await askForMail(page, other);
	const read = async (query = ''): Promise<Message[]> => {
		const response = await request.get(`${stack.apiUrl}/dev/mailbox/messages${query}`);
		return (await response.json()) as Message[];
	};
	const newest = async () => (await read()).slice(0, 2).map(({ to }) => to);
	await expect.poll(newest).toEqual([other, newcomer]);
	const [message] = await read(`?to=${other}`);
	expect(message).toEqual({
		id: expect.any(String),
		to: other,
		subject: 'Sign in to Postern',
		text: expect.stringContaining('/link#t='),
		html: expect.stringContaining('<!doctype html>'),
		sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
	});
	const code = codeIn(message);
	expect(stack.apiOutput()).toContain(`│ To:      ${other}`);
	expect(stack.apiOutput()).toContain(`│ ${code}`);
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
});

test('a mailbox without mail says how to get some', async ({ page, stack }) => {
	await stack.restartApi({ API_DOCS: 'on' });
	await page.goto(`${stack.apiUrl}/dev/mailbox`);
	await expect(page.getByRole('heading', { name: 'No mail yet' })).toBeVisible();
});
