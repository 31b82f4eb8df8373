import {
	createConnection,
	createCookieJar,
	login,
	sendPasswordlessEmail,
	sendRegistrationEmail,
	sendVerificationEmail,
} from '@postern/api-client';
import { test } from '../fixtures/test.ts';
import type { ReceivedMail } from '../stack/received-mail.ts';
import type { Stack } from '../stack/stack.ts';
import { shoot, SIZES } from './pictures.ts';

/** On a desktop, a mail is read in a part of the window. */
const READING_PANE: typeof SIZES = { ...SIZES, desktop: { viewport: { width: 720, height: 480 } } };

const LANGUAGES = { en: 'en-GB,en;q=0.9', de: 'de-DE,de;q=0.9,en;q=0.8' } as const;
type Language = keyof typeof LANGUAGES;

// With invitations, one stack writes every mail there is.
test.use({ settings: { SIGN_UP: 'invited', SUPPORT_EMAIL: 'help@example.com' } });

const FIREFOX_ON_WINDOWS =
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** A browser nobody has used before, of somebody with this language. */
function browserOf({ apiUrl, webUrl }: Stack, language: Language) {
	return {
		connection: createConnection({
			...{ baseUrl: apiUrl, origin: webUrl, cookies: createCookieJar() },
		}),
		headers: { 'Accept-Language': LANGUAGES[language], 'User-Agent': FIREFOX_ON_WINDOWS },
	};
}

/** Asks to sign in, as somebody with this language does. */
async function ask(stack: Stack, email: string, language: Language): Promise<ReceivedMail> {
	await sendPasswordlessEmail({ email }, browserOf(stack, language));
	return stack.mail.next(email);
}

/** Asks to register, as somebody with this language does. */
async function register(stack: Stack, email: string, language: Language): Promise<ReceivedMail> {
	await sendRegistrationEmail({ email }, browserOf(stack, language));
	return stack.mail.next(email);
}

async function invite(stack: Stack, language: Language) {
	const email = stack.newAddress();
	await stack.invite(email, language);
	return { email, invitation: await stack.mail.next(email) };
}

const MAILS: Readonly<Record<string, (stack: Stack, language: Language) => Promise<ReceivedMail>>> =
	{
		'sign-in': async (stack, language) => ask(stack, (await stack.createPerson()).email, language),
		'sign-in-new-account': async (stack, language) =>
			ask(stack, (await invite(stack, language)).email, language),
		'sign-in-unverified': async (stack, language) =>
			ask(stack, (await stack.createUnverified()).email, language),
		register: async (stack, language) =>
			register(stack, (await invite(stack, language)).email, language),
		'address-taken': async (stack, language) =>
			register(stack, (await stack.createPerson()).email, language),
		'verify-email': async (stack, language) => {
			const person = await stack.createUnverified();
			const browser = browserOf(stack, language);
			await login(person, browser);
			await sendVerificationEmail(browser);
			return stack.mail.next(person.email);
		},
		'new-sign-in': async (stack, language) => {
			const person = await stack.createPerson();
			await login(person, browserOf(stack, language));
			await login(person, browserOf(stack, language));
			return stack.mail.next(person.email);
		},
		'no-account': (stack, language) => ask(stack, stack.newAddress(), language),
		'account-disabled': async (stack, language) => {
			const { email } = await stack.createPerson();
			stack.disable(email);
			return ask(stack, email, language);
		},
		invitation: async (stack, language) => (await invite(stack, language)).invitation,
	};

for (const [name, receive] of Object.entries(MAILS)) {
	for (const language of Object.keys(LANGUAGES) as Language[]) {
		test(`${name} ${language}`, async ({ browser, stack }) => {
			const { html } = await receive(stack, language);
			for (const [size, device] of Object.entries(READING_PANE)) {
				await using context = await browser.newContext(device);
				const page = await context.newPage();
				await page.setContent(html);
				await shoot(page, `mails/${name}-${language}`, size, true);
			}
		});
	}
}
