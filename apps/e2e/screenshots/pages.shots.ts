import { STATES, type StateName } from '../fixtures/states.ts';
import { test } from '../fixtures/test.ts';
import { shoot, SIZES } from './pictures.ts';

const SHOWN: readonly StateName[] = [
	'home',
	'sign-in',
	'mail-sending',
	'mail-limited',
	'mail-offline',
	'code',
	'code-wrong',
	'code-resent',
	'code-spent',
	'code-expired',
	'code-used',
	'code-offline',
	'link-awaited',
	'link-other-browser',
	'link-confirm',
	'link-expired',
	'link-used',
	'link-replaced',
	'link-incomplete',
	'sign-in-password',
	'sign-in-error',
	'register',
	'register-errors',
	'register-code',
	'unverified',
	'verification',
	'verification-ask',
	'verify-stranger',
	'not-me',
	'not-me-done',
	'not-me-broken',
	'welcome',
	'todos',
	'todos-empty',
	'profile',
	'profile-errors',
	'forgot',
	'forgot-sent',
	'reset',
	'reset-refused',
	'reset-done',
	'reset-used',
	'reset-incomplete',
	'security',
	'security-errors',
	'security-remove',
	'security-without-password',
	'sessions',
	'sessions-question',
	'activity',
	'account',
	'account-address-code',
	'account-delete',
	'account-kept',
	'change-email',
	'undo',
	'goodbye',
	'no-cookie',
	'step-up',
	'session-ended',
	'session-ended-code',
	'reconnecting',
	'not-found',
];

for (const [size, device] of Object.entries(SIZES)) {
	test.describe(size, () => {
		test.use(device);

		for (const name of SHOWN) {
			test(name, async ({ page, stack }) => {
				await STATES[name](page, stack);
				await page.mouse.move(0, 0);
				await shoot(page, `screenshots/${name}`, size);
			});
		}
	});
}
