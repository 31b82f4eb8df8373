import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from '@playwright/test';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** The screens that pictures are taken of. */
export const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
	desktop: { viewport: { width: 1280, height: 800 } },
	phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/** Takes a picture of what is on the screen, light and dark, and keeps it below `docs/`. */
export async function shoot(page: Page, name: string, size: string, fullPage = false) {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		await page.screenshot({
			path: `${DOCS}${name}-${colorScheme}-${size}.png`,
			animations: 'disabled',
			fullPage,
		});
	}
}
