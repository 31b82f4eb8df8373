import { collectPaths } from '../fixtures/network.ts';
import { expect, test } from '../fixtures/test.ts';

const PAGES = [
	'/',
	'/sign-in',
	'/sign-in/code',
	'/sign-in/forgot',
	'/link',
	'/reset',
	'/undo',
	'/goodbye',
	'/no-cookie',
	'/todos',
	'/nowhere',
];

for (const path of PAGES) {
	test(`${path} is served with its policy and its safe headers`, async ({ page, stack }) => {
		const response = await page.request.get(`${stack.webUrl}${path}`);
		const headers = response.headers();
		expect(headers['x-content-type-options']).toBe('nosniff');
		expect(headers['referrer-policy']).toBe('no-referrer');
		expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
		expect(headers['cache-control']).toBe('no-cache');
		const policy = /http-equiv="content-security-policy" content="([^"]+)"/i.exec(
			await response.text(),
		)?.[1];
		expect(policy).toContain("default-src 'none'");
		expect(policy).toMatch(/script-src 'self'( 'sha256-[\w+/=]+')+/);
		expect(policy).toContain("form-action 'none'");
		expect(policy).not.toMatch(/unsafe-(inline|eval)/);
	});
}

test('an address of no page says so, stays as typed, and asks the API nothing', async ({
	page,
	stack,
}) => {
	const asked = collectPaths(page, stack.apiUrl);
	let loads = 0;
	page.on('load', () => (loads += 1));
	await page.goto('/nowhere?a=1#b');
	await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
	await expect(page).toHaveURL('/nowhere?a=1#b');
	expect(asked).toEqual([]);
	// A page that loads itself again and again would have done so by now.
	await page.waitForTimeout(500);
	expect(loads).toBe(1);
	await page.getByRole('link', { name: 'Go to the start page' }).click();
	await expect(page).toHaveURL('/');
});

test('the policy stops scripts that found their way into a page', async ({ browser, stack }) => {
	// A context nobody watches for breaches: this one asks for them.
	await using context = await browser.newContext();
	const page = await context.newPage();
	const breaches: string[] = [];
	page.on('console', (message) => {
		if (message.text().includes('Content Security Policy')) breaches.push(message.text());
	});
	await page.route('**/sign-in', async (route) => {
		const response = await route.fetch();
		const planted = '<script>ran = 1</script><img src="/x" onerror="ran = 1"></body>';
		const body = (await response.text()).replace('</body>', planted);
		await route.fulfill({ response, body });
	});
	await page.goto(`${stack.webUrl}/sign-in`);
	await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
	await expect.poll(() => breaches.length).toBeGreaterThanOrEqual(2);
	expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
});
