// cspell:ignore brauchen nichts Anmeldung begonnen haben wird eines angelegt gelten Minuten Niemand nach
// cspell:ignore diesem fragen geschah Januar unter
import { describe, expect, test } from 'vitest';
import { catalogues, composeLetter } from './letter.ts';
import {
	type Brand,
	createMailWriter,
	type MailContent,
	type MailData,
	type WrittenMail,
} from './index.ts';

const BRAND: Brand = {
	productName: 'Postern',
	colour: '#4f46e5',
	logoUrl: null,
	supportEmail: 'help@example.com',
	isCodeInSubject: false,
};
const LINK = 'https://app.example.com/link#t=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCde';
const CODE = '019283';
const SIGN_IN: MailData['sign-in'] = {
	link: LINK,
	code: CODE,
	minutes: 10,
	isSameBrowser: true,
	isNewAccount: false,
};
const { isNewAccount: _isNewAccount, ...PROOF } = SIGN_IN;
const SEEN = {
	at: Date.UTC(2026, 4, 3, 12, 5),
	...{ timeZone: 'Europe/Berlin', browser: 'Firefox', system: 'Linux' },
};
const FORGOT_URL = 'https://app.example.com/sign-in/forgot';
const LOCALES = ['en', 'de'] as const;

const signIn = (data: Partial<MailData['sign-in']> = {}, locale: 'en' | 'de' = 'en') =>
	({ template: 'sign-in', locale, data: { ...SIGN_IN, ...data } }) as const;

const SIGN_IN_URL = 'https://app.example.com/sign-in';
const seen = {
	at: Date.UTC(2030, 0, 1, 12),
	timeZone: 'Europe/Berlin',
	browser: 'Firefox',
	system: 'Linux',
} as const;
const confirm = { link: LINK, code: CODE, minutes: 10, isSameBrowser: true };
const undo = { undoUrl: 'https://app.example.com/undo#t=AbC', undoUntil: Date.UTC(2030, 0, 8, 12) };

/** The mails about an account's address and its end. */
function accountMails(locale: 'en' | 'de'): readonly MailContent[] {
	return [
		{ template: 'change-email', locale, data: confirm },
		{ template: 'change-email', locale, data: { ...confirm, code: null, isSameBrowser: false } },
		{ template: 'change-email', locale, data: { ...confirm, link: null } },
		{ template: 'email-taken', locale, data: {} },
		{ template: 'email-changed', locale, data: { seen, ...undo } },
		{ template: 'address-reserved', locale, data: { signInUrl: SIGN_IN_URL } },
		{ template: 'email-restored', locale, data: { seen, signInUrl: SIGN_IN_URL } },
		{ template: 'email-change-undone', locale, data: {} },
		{
			template: 'deletion-asked',
			locale,
			data: { seen, dueAt: Date.UTC(2030, 0, 15, 12), signInUrl: SIGN_IN_URL },
		},
		{
			template: 'deletion-undone',
			locale,
			data: { seen: { ...seen, browser: null, system: null } },
		},
		{ template: 'account-deleted', locale, data: {} },
	];
}

/** Every template, in every language, the sign-in mail in every mode. */
const ALL: readonly MailContent[] = LOCALES.flatMap((locale) => [
	signIn({}, locale),
	signIn({ code: null }, locale),
	signIn({ link: null }, locale),
	signIn({ isSameBrowser: false, isNewAccount: true }, locale),
	signIn({ isUnverified: true }, locale),
	{ template: 'register', locale, data: PROOF },
	{ template: 'verify-email', locale, data: PROOF },
	{
		template: 'address-taken',
		locale,
		data: { signInUrl: 'https://app.example.com/sign-in' },
	},
	{ template: 'no-account', locale, data: { signInUrl: 'https://app.example.com/sign-in' } },
	{ template: 'account-disabled', locale, data: {} },
	{
		template: 'new-sign-in',
		locale,
		data: {
			seen: {
				at: Date.UTC(2030, 0, 1, 12),
				timeZone: 'Europe/Berlin',
				browser: 'Firefox',
				system: 'Windows',
			},
			notMeUrl: `https://app.example.com/not-me#t=${'t'.repeat(43)}`,
		},
	},
	{ template: 'invitation', locale, data: { signInUrl: 'https://app.example.com/sign-in' } },
	...accountMails(locale),
	{ template: 'password-reset', locale, data: { link: LINK, minutes: 15 } },
	{ template: 'no-password-to-reset', locale, data: { forgotUrl: FORGOT_URL } },
	...(['set', 'changed', 'removed', 'reset'] as const).map(
		(change) =>
			({
				template: 'password-changed',
				locale,
				data: { change, seen: SEEN, forgotUrl: FORGOT_URL },
			}) as const,
	),
]);
const named = ALL.map((content, index) => [`${content.template} ${index}`, content] as const);

function write(content: MailContent, brand: Partial<Brand> = {}) {
	return createMailWriter({ ...BRAND, ...brand })(content);
}

/** The text of an HTML mail's body as a person reads it. */
function bodyText(html: string): string {
	return html
		.slice(html.indexOf('<body'))
		.replace(/<[^>]+>/g, ' ')
		.replaceAll('&#39;', "'")
		.replaceAll('&quot;', '"')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&')
		.replace(/\s+/g, ' ');
}

describe.each(named)('%s', (_name, content) => {
	test('says the same in both of its forms', () => {
		const { text, html } = write(content);
		const { title, blocks, footer } = composeLetter(content, BRAND);
		const parts = blocks.map((block) => (block.kind === 'link' ? block.url : block.text));
		for (const part of [title, ...parts, ...footer]) {
			expect(text.replace(/\s+/g, ' ')).toContain(part);
			expect(bodyText(html)).toContain(part);
		}
	});

	test('says that who did not ask need do nothing, and where to get help', () => {
		const { text, html } = write(content);
		expect(text.replace(/\s+/g, ' ')).toMatch(/need do nothing|brauchen Sie nichts zu tun/);
		expect(text).toContain(BRAND.supportEmail);
		expect(html).toContain('href="mailto:help@example.com"');
		expect(write(content, { supportEmail: null }).html).not.toContain('mailto:');
	});

	test('names its language', () => {
		expect(write(content).html).toContain(`<html lang="${content.locale}" dir="ltr">`);
	});

	test('is the same however often it is written', () => {
		expect(write(content)).toEqual(write(content));
	});

	test('has no secret in its subject and in what a list shows of it', () => {
		const { subject, html } = write(content);
		const [, preview = ''] = /display:none[^>]+>([^<]+)</.exec(html) ?? [];
		const [, title = ''] = /<title>([^<]+)</.exec(html) ?? [];
		// The list goes on with the mail's own words where the preview ends: a hundred blanks come first.
		expect(preview.match(/&zwnj;&nbsp;/g)).toHaveLength(100);
		for (const seen of [subject, preview, title]) {
			expect(seen.length).toBeGreaterThan(10);
			expect(seen).not.toContain(CODE);
			expect(seen).not.toContain('#t=');
		}
	});

	test('fetches nothing, counts nobody and offers no subscription to end', () => {
		const { html } = write(content);
		expect(html).not.toMatch(/<(img|link|script|iframe|form|object|table)\b|url\(|@import|srcset/i);
		const [logo, ...others] =
			write(content, { logoUrl: 'https://cdn.example.com/logo.png' }).html.match(/<img\b[^>]+>/g) ??
			[];
		expect(logo).toContain('src="https://cdn.example.com/logo.png" alt="Postern"');
		expect(others).toEqual([]);
	});

	test('has no text that was forgotten', () => {
		const { subject, text, html } = write(content);
		expect(subject + text + html).not.toMatch(/undefined|null|NaN|\[object|function|=>/);
	});

	test('has lines that no program breaks by itself', () => {
		const { text } = write(content);
		for (const line of text.split('\n')) {
			expect(line).toBe(line.trim());
			if (!line.includes('://')) expect(line.length).toBeLessThanOrEqual(72);
		}
		expect(text).toMatch(/[^\n]\n$/);
	});
});

describe('the sign-in mail', () => {
	test('carries what it is told to and nothing else', () => {
		const both = write(signIn());
		const link = write(signIn({ code: null }));
		const code = write(signIn({ link: null }));
		for (const form of ['text', 'html'] as const) {
			expect(both[form]).toContain(LINK);
			expect(both[form]).toContain(CODE);
			expect(link[form]).toContain(LINK);
			expect(link[form]).not.toContain(CODE);
			expect(code[form]).toContain(CODE);
			expect(code[form]).not.toContain('app.example.com');
		}
		for (const read of [
			({ text }: WrittenMail) => text,
			({ html }: WrittenMail) => bodyText(html),
		]) {
			expect(read(link)).not.toMatch(/\bcode\b/);
			expect(read(code)).not.toMatch(/\blink\b/);
		}
	});

	test('without a link and a code is not written', () => {
		expect(() => write(signIn({ link: null, code: null }))).toThrow(RangeError);
	});

	test('has the link and the code alone on their line, ready to be copied', () => {
		const { text, html } = write(signIn());
		expect(text.split('\n')).toEqual(expect.arrayContaining([LINK, CODE]));
		// Six digits in one piece, in large type; the space between them is style.
		expect(html).toMatch(new RegExp(`<p [^>]*letter-spacing:6px[^>]*>${CODE}</p>`));
		// The button, and the address written out for programs that break buttons.
		expect(html.split(`href="${LINK}"`)).toHaveLength(3);
		expect(html).toContain(`>${LINK}</a>`);
	});

	test('says in which browser the link works', () => {
		expect(write(signIn()).text).toContain('in the browser where you asked to sign in');
		expect(write(signIn({}, 'de')).text).toMatch(/in dem Sie die Anmeldung begonnen\s+haben/);
		expect(write(signIn({ isSameBrowser: false, code: null })).text).not.toContain('browser');
		const { text } = write(signIn({ isSameBrowser: false, code: null }, 'de'));
		expect(text).not.toContain('Browser');
	});

	test('says that it makes an account where it does', () => {
		const sentence = { en: 'Signing in makes one', de: 'Mit der Anmeldung wird eines angelegt' };
		for (const locale of LOCALES) {
			const made = write(signIn({ isNewAccount: true }, locale)).text.replace(/\s+/g, ' ');
			expect(made).toContain(sentence[locale]);
			expect(write(signIn({}, locale)).text.replace(/\s+/g, ' ')).not.toContain(sentence[locale]);
		}
	});

	test('says how long it is good for', () => {
		expect(write(signIn()).text).toContain('good for 10 minutes');
		expect(write(signIn({ minutes: 1 })).text).toContain('good for 1 minute.');
		expect(write(signIn({ minutes: 2.9 })).text).toContain('good for 2 minutes');
		expect(write(signIn({ minutes: 0.5 })).text).toContain('good for 1 minute.');
		expect(write(signIn({ minutes: 1 }, 'de')).text).toContain('gelten 1 Minute.');
		expect(write(signIn({}, 'de')).text).toContain('gelten 10 Minuten');
	});

	test('says that nobody will ask for the code', () => {
		expect(write(signIn()).text).toContain('Nobody from Postern will ever ask you for this code.');
		expect(write(signIn({}, 'de')).text).toContain(
			'Niemand von Postern wird Sie je nach diesem Code fragen.',
		);
	});

	test('has the code in its subject when the setting says so, and there is one', () => {
		const brand = { isCodeInSubject: true };
		expect(write(signIn(), brand).subject).toBe(`${CODE} is your Postern code`);
		expect(write(signIn({}, 'de'), brand).subject).toBe(`${CODE} ist Ihr Code für Postern`);
		expect(write(signIn({ code: null }), brand).subject).toBe('Sign in to Postern');
	});
});

describe('what is put into a mail', () => {
	const HOSTILE = `<img src=x onerror=alert(1)>"'&{{7*7}}\${7*7}<%= 7*7 %>`;

	test.each(named)('is text and never markup: %s', (_name, content) => {
		const { subject, text, html } = write(content, { productName: HOSTILE });
		expect(subject).toContain(HOSTILE);
		expect(text.replace(/\s+/g, ' ')).toContain(HOSTILE);
		expect(bodyText(html)).toContain(HOSTILE);
		expect(html).not.toMatch(/<img|<%/);
		expect(html).not.toMatch(/\b49\b/);
	});

	test('does not leave the attribute it is put into', () => {
		const quote = `x" onload="alert(1)' onerror='`;
		const logo = write(signIn(), { productName: quote, logoUrl: `https://a.example/${quote}` });
		const link = write(signIn({ link: `https://a.example/${quote}` }));
		const support = write(signIn(), { supportEmail: `a${quote}@example.com` });
		for (const { html } of [logo, link, support]) {
			expect(html).toContain('x&quot; onload=&quot;alert(1)&#39; onerror=&#39;');
			expect(html).not.toContain(quote);
		}
	});

	test('leads to a page and never runs', () => {
		for (const link of [
			'javascript:alert(1)',
			'data:text/html,x',
			' https://a.example',
			'https://',
		]) {
			expect(() => write(signIn({ link }))).toThrow(TypeError);
		}
	});

	test.each(['\r\nBcc: eve@evil.example', '\nX: 1', '\rX', '\u2028X', '\u0000X', '\u0085X', '\tX'])(
		'never becomes a header: %j',
		(injection) => {
			const productName = `Post${injection}ern`;
			for (const content of ALL) {
				const { subject, text } = write(content, { productName });
				expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
				expect(subject).toMatch(/Post .*ern/);
				// A line of the text may begin with it: there it is broken like every other word.
				expect(text.replace(/\s+/g, ' ')).toContain(subject);
			}
			const { subject } = write(signIn({ code: `1${injection}` }), { isCodeInSubject: true });
			expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
		},
	);
});

test('the catalogues have the same texts, and no two languages share a sentence', () => {
	const keys = (value: object): string[] =>
		Object.entries(value).flatMap(([key, inner]) =>
			typeof inner === 'object' ? keys(inner as object).map((each) => `${key}.${each}`) : [key],
		);
	expect(keys(catalogues.de)).toEqual(keys(catalogues.en));
	for (const [index, content] of ALL.slice(0, ALL.length / 2).entries()) {
		const german = ALL[index + ALL.length / 2];
		const sentences = (each: MailContent) => {
			const { title, blocks, footer } = composeLetter(each, BRAND);
			return [
				title,
				...footer,
				...blocks.map((block) => (block.kind === 'link' ? block.label : block.text)),
			].filter((sentence) => sentence !== CODE);
		};
		const shared = sentences(content).filter(
			(sentence) => german && sentences(german).includes(sentence),
		);
		expect(shared).toEqual([]);
	}
});

describe('a mail that tells what was done', () => {
	const text = (content: MailContent) => write(content).text.replace(/\s+/g, ' ');
	const undone = (data: Partial<typeof seen>, locale: 'en' | 'de' = 'en') =>
		text({ template: 'deletion-undone', locale, data: { seen: { ...seen, ...data } } });

	test.each([
		['en', 'It was done on 1 January 2030 at 13:00 CET, with Firefox on Linux.'],
		['de', 'Das geschah am 1. Januar 2030 um 13:00 MEZ, mit Firefox unter Linux.'],
	] as const)('says in %s when and where, by the clock of its reader', (locale, sentence) => {
		expect(undone({}, locale)).toContain(sentence);
	});

	test('says what it knows, and nothing of what it does not', () => {
		const unknown = { timeZone: null, browser: null, system: null } as never;
		expect(undone(unknown)).toContain('It was done on 1 January 2030 at 12:00 UTC. ');
		expect(undone({ browser: null as never })).toContain(
			'12:00 UTC, with Linux.'.replace('12:00 UTC', '13:00 CET'),
		);
	});

	test('without a link and a code is no mail to confirm an address with', () => {
		const data = { ...confirm, link: null, code: null };
		expect(() => write({ template: 'change-email', locale: 'en', data })).toThrow(RangeError);
	});
});
