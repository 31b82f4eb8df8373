import { AxeBuilder } from '@axe-core/playwright';
import { LEADING_ON, pagesOnDisk, STATE_OF_PAGE } from '../fixtures/routes.ts';
import { STATE_NAMES, STATES } from '../fixtures/states.ts';
import { expect, test, type Page } from '../fixtures/test.ts';

/** Waits until colours and sizes that have just been changed are on the screen. */
async function settled(page: Page): Promise<void> {
	await page.evaluate(async () => {
		for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
		// A spinner never ends.
		const ending = document
			.getAnimations()
			.filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
		await Promise.allSettled(ending.map(({ finished }) => finished));
	});
}

async function violations(page: Page): Promise<string[]> {
	await settled(page);
	const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
	return found.flatMap(({ id, nodes }) =>
		nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
	);
}

/**
 * What reaches out of the page to the right, in CSS pixels. Measured against the root's own box: the
 * room kept free for a scroll bar is no room for content.
 */
function sidewaysScroll(page: Page): Promise<number> {
	return page.evaluate(() => {
		const root = document.documentElement;
		return Math.max(0, root.scrollWidth - Math.ceil(root.getBoundingClientRect().width));
	});
}

for (const name of STATE_NAMES) {
	test(`${name}: axe finds nothing in light or dark, and nothing scrolls sideways at 320 px`, async ({
		page,
		stack,
	}) => {
		await STATES[name](page, stack);
		await page.emulateMedia({ colorScheme: 'light' });
		expect(await violations(page), 'light, 1280 px').toEqual([]);
		await page.setViewportSize({ width: 320, height: 640 });
		expect(await sidewaysScroll(page)).toBe(0);
		await page.emulateMedia({ colorScheme: 'dark' });
		expect(await violations(page), 'dark, 320 px').toEqual([]);
	});
}

test('every page there is a file for is looked at', () => {
	expect([...Object.keys(STATE_OF_PAGE), ...LEADING_ON].toSorted()).toEqual(
		pagesOnDisk().toSorted(),
	);
});

for (const [path, name] of Object.entries(STATE_OF_PAGE)) {
	test(`${path} in German: axe finds nothing, and nothing scrolls sideways at 320 px`, async ({
		page,
		stack,
	}) => {
		await STATES[name](page, stack);
		expect(new URL(page.url()).pathname).toBe(path);
		// As if German had been chosen here before. Of a page that a link led to, this is what a reload leaves.
		await page.evaluate(() => {
			localStorage.setItem('postern:language', 'de');
		});
		await page.reload();
		await expect(page.locator('html')).toHaveAttribute('data-ready', 'yes');
		await expect(page.locator('html')).toHaveAttribute('lang', 'de');
		await expect(page.locator('h1')).toBeVisible();
		expect(await violations(page), '1280 px').toEqual([]);
		await page.setViewportSize({ width: 320, height: 640 });
		expect(await sidewaysScroll(page)).toBe(0);
	});
}
