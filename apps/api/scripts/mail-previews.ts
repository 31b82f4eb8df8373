import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Brand, createMailWriter, type MailContent } from '../src/features/mails/index.ts';

// Writes every mail in every language and mode as .html and .txt into a folder, to be looked at:
//   node scripts/mail-previews.ts <folder> [product name] [#colour] [logo URL]
const [folder, productName = 'Postern', colour = '#4f46e5', logoUrl = null] = process.argv.slice(2);
if (folder === undefined) {
	console.error('node scripts/mail-previews.ts <folder> [product name] [#colour] [logo URL]');
	process.exit(1);
}

const brand: Brand = {
	productName,
	colour,
	logoUrl,
	supportEmail: 'help@example.com',
	isCodeInSubject: false,
};
const LINK = 'https://app.example.com/link#t=EXAMPLE-EXAMPLE-EXAMPLE-EXAMPLE-EXAMPLE-43xx';
const CODE = '123456';
const signInUrl = 'https://app.example.com/sign-in';
const CHANGE_LINK = LINK.replace('/link#', '/change-email#');
const UNDO_LINK = LINK.replace('/link#', '/undo#');
const seen = {
	at: Date.UTC(2026, 4, 3, 12),
	timeZone: 'Europe/Berlin',
	browser: 'Firefox',
	system: 'Linux',
} as const;
const proof = { minutes: 10, isSameBrowser: true };
const request = { ...proof, isNewAccount: false };
const forgotUrl = `${signInUrl}/forgot`;

const mails: Readonly<Record<string, Omit<MailContent, 'locale'>>> = {
	'sign-in': { template: 'sign-in', data: { ...request, link: LINK, code: CODE } },
	'sign-in-link': { template: 'sign-in', data: { ...request, link: LINK, code: null } },
	'sign-in-code': { template: 'sign-in', data: { ...request, link: null, code: CODE } },
	'sign-in-any-browser': {
		template: 'sign-in',
		data: { ...request, link: LINK, code: CODE, isSameBrowser: false },
	},
	'sign-in-unverified': {
		template: 'sign-in',
		data: { ...request, link: LINK, code: CODE, isUnverified: true },
	},
	'sign-in-new-account': {
		template: 'sign-in',
		data: { ...request, link: LINK, code: CODE, isNewAccount: true },
	},
	register: { template: 'register', data: { ...proof, link: LINK, code: CODE } },
	'verify-email': { template: 'verify-email', data: { ...proof, link: LINK, code: CODE } },
	'address-taken': { template: 'address-taken', data: { signInUrl } },
	'no-account': { template: 'no-account', data: { signInUrl } },
	'account-disabled': { template: 'account-disabled', data: {} },
	'new-sign-in': {
		template: 'new-sign-in',
		data: {
			seen: {
				at: Date.UTC(2026, 10, 21, 16, 5),
				timeZone: 'Europe/Berlin',
				browser: 'Firefox',
				system: 'Windows',
			},
			notMeUrl: LINK.replace('/link', '/not-me'),
		},
	},
	invitation: { template: 'invitation', data: { signInUrl } },
	'change-email': {
		template: 'change-email',
		data: { link: CHANGE_LINK, code: CODE, minutes: 10, isSameBrowser: true },
	},
	'email-taken': { template: 'email-taken', data: {} },
	'email-changed': {
		template: 'email-changed',
		data: { seen, undoUrl: UNDO_LINK, undoUntil: Date.UTC(2026, 4, 10, 12) },
	},
	'address-reserved': { template: 'address-reserved', data: { signInUrl } },
	'email-restored': { template: 'email-restored', data: { seen, signInUrl } },
	'email-change-undone': { template: 'email-change-undone', data: {} },
	'deletion-asked': {
		template: 'deletion-asked',
		data: { seen, dueAt: Date.UTC(2026, 4, 17, 12), signInUrl },
	},
	'deletion-undone': { template: 'deletion-undone', data: { seen } },
	'account-deleted': { template: 'account-deleted', data: {} },
	'password-reset': {
		template: 'password-reset',
		data: { link: LINK.replace('/link', '/reset'), minutes: 15 },
	},
	'no-password-to-reset': { template: 'no-password-to-reset', data: { forgotUrl } },
	...Object.fromEntries(
		(['set', 'changed', 'removed', 'reset'] as const).map((change) => [
			`password-${change === 'reset' ? 'was-reset' : change}`,
			{ template: 'password-changed', data: { change, seen, forgotUrl } },
		]),
	),
};

const target = resolve(folder);
mkdirSync(target, { recursive: true });
const write = createMailWriter(brand);
for (const [name, content] of Object.entries(mails)) {
	for (const locale of ['en', 'de'] as const) {
		const { subject, text, html } = write({ ...content, locale } as MailContent);
		writeFileSync(join(target, `${name}-${locale}.html`), html);
		writeFileSync(join(target, `${name}-${locale}.txt`), `Subject: ${subject}\n\n${text}`);
	}
}
console.log(`${String(Object.keys(mails).length * 2)} mails are in ${target}.`);
