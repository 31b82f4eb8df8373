import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from '@playwright/test';
import { STATES, type StateName } from '../fixtures/states.ts';
import { test } from '../fixtures/test.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url));

const SHOWN: readonly StateName[] = [
	'home',
	'sign-in',
	'sign-in-error',
	'welcome',
	'todos',
	'todos-empty',
	'profile',
	'session-ended',
	'reconnecting',
	'not-found',
];

const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
	desktop: { viewport: { width: 1280, height: 800 } },
	phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

for (const [size, device] of Object.entries(SIZES)) {
	test.describe(size, () => {
		test.use(device);

		for (const name of SHOWN) {
			test(name, async ({ page, stack }) => {
				await STATES[name](page, stack);
				await page.mouse.move(0, 0);
				for (const colorScheme of ['light', 'dark'] as const) {
					await page.emulateMedia({ colorScheme });
					await page.screenshot({
						path: `${FOLDER}${name}-${colorScheme}-${size}.png`,
						animations: 'disabled',
					});
				}
			});
		}
	});
}
