import { expect } from '@playwright/test';
import { askForMail } from '../fixtures/sign-in-page.ts';
import { test } from '../fixtures/test.ts';
import { shoot, SIZES } from './pictures.ts';

test.use({ settings: { MAIL_VIA: '', SMTP_URL: '' } });

for (const [size, device] of Object.entries(SIZES)) {
	test.describe(size, () => {
		test.use(device);

		test('dev-mailbox', async ({ page, stack }) => {
			for (let sent = 0; sent < 3; sent += 1) await askForMail(page, stack.newAddress());
			await page.goto(`${stack.apiUrl}/dev/mailbox`);
			const rows = page.getByRole('navigation', { name: 'Mails' }).getByRole('listitem');
			await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(3);
			// Where there is room for both, the newest mail is open beside the list.
			if (size === 'phone') await shoot(page, 'screenshots/dev-mailbox-list', size);
			await rows.first().click();
			await expect(page.frameLocator('iframe').getByRole('link').first()).toBeVisible();
			await shoot(page, 'screenshots/dev-mailbox', size);
		});
	});
}
