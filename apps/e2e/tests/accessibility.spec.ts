import { AxeBuilder } from '@axe-core/playwright';
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
