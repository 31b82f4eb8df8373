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
const request = { minutes: 10, isSameBrowser: true, isNewAccount: false };

const mails: Readonly<Record<string, Omit<MailContent, 'locale'>>> = {
	'sign-in': { template: 'sign-in', data: { ...request, link: LINK, code: CODE } },
	'sign-in-link': { template: 'sign-in', data: { ...request, link: LINK, code: null } },
	'sign-in-code': { template: 'sign-in', data: { ...request, link: null, code: CODE } },
	'sign-in-any-browser': {
		template: 'sign-in',
		data: { ...request, link: LINK, code: CODE, isSameBrowser: false },
	},
	'sign-in-new-account': {
		template: 'sign-in',
		data: { ...request, link: LINK, code: CODE, isNewAccount: true },
	},
	'no-account': { template: 'no-account', data: { signInUrl } },
	'account-disabled': { template: 'account-disabled', data: {} },
	invitation: { template: 'invitation', data: { signInUrl } },
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
