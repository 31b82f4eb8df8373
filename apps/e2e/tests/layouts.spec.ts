/** The three layouts over real TLS, with a real browser's rules about cookies of other sites. */
import { expect, test, type Page } from '@playwright/test';
import { watchForFaults } from '../fixtures/faults.ts';
import { openProfile, type CookieChoice } from '../fixtures/profile.ts';
import { askForMail, codeStep, mailForm, signInWithPassword } from '../fixtures/sign-in-page.ts';
import { todosPage } from '../fixtures/todos-page.ts';
import { LAYOUTS, startLayout, type Layout, type LayoutName } from '../stack/layout.ts';

/** Signs in with the code of a mail and goes to the to-dos. */
async function signIn(page: Page, { mail }: Layout, email: string): Promise<void> {
	await askForMail(page, email, '/sign-in?next=/todos');
	await codeStep(page).field.fill((await mail.next(email)).code);
}

/** Whether a cookie of the old style comes back to the API's host in the next request from the page. */
const keepsOldStyle = (page: Page, { apiUrl }: Layout): Promise<boolean> =>
	page.evaluate(
		async (url) => {
			const ask = async () => (await fetch(url, { credentials: 'include' })).text();
			await ask();
			return (await ask()) === 'true';
		},
		`${new URL(apiUrl).origin}/old-style`,
	);

for (const name of Object.keys(LAYOUTS) as LayoutName[]) {
	test.describe(name, () => {
		for (const cookies of ['allowed', 'third-party blocked'] satisfies CookieChoice[]) {
			test(`a whole visit, with cookies ${cookies}`, async () => {
				await using layout = await startLayout(name);
				await using context = await openProfile(layout, cookies);
				const { origin } = new URL(layout.apiUrl);
				const expectNoFaults = watchForFaults(context, [layout.webUrl, origin]);
				const page = await context.newPage();
				const email = `ada-${cookies.split(' ')[0] ?? ''}@example.com`;
				await signIn(page, layout, email);
				const todos = todosPage(page);
				await todos.add('Written over TLS');
				await expect(todos.row('Written over TLS')).toBeVisible();
				await page.reload();
				await expect(todos.row('Written over TLS')).toBeVisible();

				// Ours is kept by a browser that blocks those of the old style: it is in a jar for this site alone.
				const isForeign = name === 'two unrelated sites';
				const isBlocked = isForeign && cookies === 'third-party blocked';
				expect(await keepsOldStyle(page, layout)).toBe(!isBlocked);
				const session = (await context.cookies(origin)).find((each) =>
					each.name.includes('session'),
				);
				expect(session).toMatchObject({
					name: '__Host-session',
					...{ secure: true, httpOnly: true, sameSite: isForeign ? 'None' : 'Lax', path: '/' },
				});
				expect(session?.partitionKey !== undefined).toBe(isForeign);

				await page.getByRole('button', { name: 'Sign out' }).click();
				await expect(page).toHaveURL('/sign-in');
				await page.goto('/todos');
				await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
				expectNoFaults();
			});
		}
	});
}

test.describe('a browser that keeps no cookie of the API', () => {
	/** What it shows, and what it has asked once it has settled. */
	async function expectToBeTold(page: Page, { apiUrl, asked }: Layout): Promise<string[]> {
		const title = 'Your browser does not keep our cookie';
		await expect(page.getByRole('heading', { name: title })).toBeVisible();
		await expect(page).toHaveURL('/no-cookie?next=%2Ftodos');
		await expect(page.getByText(`${new URL(apiUrl).host} gave your browser`)).toBeVisible();
		// Whatever went in a circle would have come round by now.
		await page.waitForTimeout(1000);
		return asked().filter((each) => /auth|users/.test(each) && !each.startsWith('OPTIONS'));
	}

	test('is told what to do right after the mail is sent, and goes round in no circle', async () => {
		await using layout = await startLayout('two unrelated sites');
		await using context = await openProfile(layout, 'none of the API');
		const page = await context.newPage();
		await page.goto('/sign-in?next=/todos');
		await mailForm(page).send('ada@example.com');
		expect(await expectToBeTold(page, layout)).toEqual([
			'GET /users/me',
			'POST /auth/passwordless/email/send',
			expect.stringMatching(/^GET \/auth\/passwordless\/email\/requests\//),
		]);
		await page.getByRole('link', { name: 'Then sign in again' }).click();
		await expect(page).toHaveURL('/sign-in?next=%2Ftodos');
		await expect(mailForm(page).email).toBeVisible();
	});

	test('is told after a password, by the one check that follows', async () => {
		await using layout = await startLayout('two unrelated sites');
		await using context = await openProfile(layout, 'none of the API');
		const person = await layout.createPerson();
		const page = await context.newPage();
		await page.goto('/sign-in?next=/todos');
		await signInWithPassword(page, person);
		expect(await expectToBeTold(page, layout)).toEqual([
			'GET /users/me',
			'POST /auth/login',
			'GET /users/me',
		]);
	});
});
