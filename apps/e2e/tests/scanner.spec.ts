import type { Browser } from '@playwright/test';
import { askForMail, codeStep } from '../fixtures/sign-in-page.ts';
import { expect, test } from '../fixtures/test.ts';
import type { ReceivedMail } from '../stack/received-mail.ts';
import type { Stack } from '../stack/stack.ts';

/** Where a scanner, or somebody who guesses how the product was built, might look for a link that counts. */
function addresses({ apiUrl, webUrl }: Stack, { link, token, code }: ReceivedMail): string[] {
	const verify = `${apiUrl}/auth/passwordless/email/verify`;
	const queries = [
		`?token=${token}`,
		`?t=${token}`,
		`?token=${token}&confirmed=true`,
		`?code=${code}`,
	];
	const pages = [`${webUrl}/link`, `${webUrl}/sign-in`, `${webUrl}/sign-in/code`];
	return [
		link,
		link.replace('#t=', '?t='),
		link.replace('#t=', '/'),
		link.replace('#', '%23'),
		...pages.flatMap((page) => [page, ...queries.map((query) => page + query)]),
		...[`${verify}/link`, `${verify}/code`].flatMap((path) => [
			path,
			`${path}/${token}`,
			...queries.map((query) => path + query),
		]),
	];
}

/** Opens the link where nobody asked for it, runs every script there, and looks at what came of it. */
async function scan(browser: Browser, { apiUrl }: Stack, link: string): Promise<void> {
	await using context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(link);
	await expect(
		page.getByRole('heading', { name: 'Go back to where you asked for it' }),
	).toBeVisible();
	await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
	expect(await context.cookies(apiUrl)).toEqual([]);
}

test('after fifty requests and three browsers of a scanner, the person’s own click still works', async ({
	page,
	context,
	browser,
	request,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const received = await mail.next(newcomer);
	const urls = addresses(stack, received);
	expect(urls.length).toBeGreaterThanOrEqual(25);
	for (const url of urls) {
		for (const method of ['GET', 'HEAD']) {
			const response = await request.fetch(url, { method, maxRedirects: 0 });
			expect(response.headers()['set-cookie'], `${method} ${url}`).toBeUndefined();
			expect(response.status(), `${method} ${url}`).not.toBeGreaterThanOrEqual(500);
		}
	}
	for (let visit = 0; visit < 3; visit += 1) await scan(browser, stack, received.link);

	// Nothing was counted either.
	await page.reload();
	await expect(codeStep(page).field).toHaveAccessibleDescription('It works for 10 minutes.');
	const tab = await context.newPage();
	await tab.goto(received.link);
	await expect(tab).toHaveURL('/welcome');
	await expect(page).toHaveURL('/welcome');
});

test('the code works as well after a scanner has been there', async ({
	page,
	browser,
	mail,
	newcomer,
	stack,
}) => {
	await askForMail(page, newcomer);
	const { link, code } = await mail.next(newcomer);
	await scan(browser, stack, link);
	await codeStep(page).field.fill(code);
	await expect(page).toHaveURL('/welcome');
});
