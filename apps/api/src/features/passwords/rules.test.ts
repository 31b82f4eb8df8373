// cspell:disable -- passwords
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPasswordRules, generatePassword } from './index.ts';

const rules = createPasswordRules({ productName: 'Postern' });
const ada = { email: 'ada.lovelace@engines.example', name: 'Ada Lovelace' };
const check = (password: string) => rules.check(password, ada);
/** Characters of one, two, three and four bytes that are nothing in particular. */
const MIXED = 'q7é漢😀x¿ワ9ü𝄞k';

test.each([
	'correct horse battery staple',
	'lamp river cloud',
	'x7k-m2p-q9v-w4t',
	'zwölf Boxkämpfer jagen',
	'  vier Wörter und Leerzeichen  ',
	'пароль из четырёх слов',
	'漢字仮名交じり文の合言葉です',
	MIXED,
])('a good password is taken: %s', async (password) => {
	expect(await check(password)).toBeNull();
});

test.each([
	['too_short', 'x7k-m2p-q9v'],
	['too_short', ''],
	['too_long', `${'x7k-m2p-q9v-'.repeat(21)}12345`],
	['malformed', 'x7k-m2p-q9v-w4t\ud83d'],
	['common', 'password1234'],
	['common', 'P4$$w0rd1234'],
	['common', 'Passwort1234!'],
	['common', 'iloveyou1234'],
	['common', 'monkey sunshine'],
	['guessable', 'aaaaaaaaaaaaaaaaaaaa'],
	['guessable', 'abcdefghijklmnop'],
	['guessable', 'qwertzuiopasd'],
	['personal', 'my ada.lovelace@engines.example 1'],
	['personal', 'ADA.LOVELACE is very secret'],
	['personal', 'ada lovelace and the engine'],
	['personal', 'the Postern of the castle'],
	['personal', 'lovelace1815'],
])('a bad one is refused as %s: %s', async (reason, password) => {
	expect(await check(password)).toBe(reason);
});

test('the length counts characters, not bytes or halves of them', async () => {
	const twelve = Array.from(MIXED);
	expect(twelve).toHaveLength(12);
	expect(await check(twelve.slice(1).join(''))).toBe('too_short');
	// Four bytes each: as long as can be hashed.
	const pictures = Array.from({ length: 256 }, (_, each) =>
		String.fromCodePoint(0x1f300 + ((each * 37) % 500)),
	);
	expect(await check(pictures.join(''))).toBeNull();
	expect(await check(`${pictures.join('')}!`)).toBe('too_long');
});

test('the length is that of what is hashed', async () => {
	const decomposed = 'x7k-m2p-q9e\u0301';
	expect(Array.from(decomposed)).toHaveLength(12);
	expect(await check(decomposed)).toBe('too_short');
});

test('a short part of an address may be part of a word, one of five characters may not', async () => {
	const anna = { email: 'anna@example.com' };
	expect(await rules.check('savannah kettle orbit', anna)).toBeNull();
	const annab = { email: 'annab@example.com' };
	expect(await rules.check('savannabis kettle orbit', annab)).toBe('personal');
});

test('every generated password keeps the rules', async () => {
	for (let each = 0; each < 50; each += 1) expect(await check(generatePassword())).toBeNull();
});

test('any text at all is judged', async () => {
	const text = fc.string({ unit: 'binary', maxLength: 300 });
	await fc.assert(
		fc.asyncProperty(text, async (password) => {
			const fault = await check(password);
			expect(fault === null || typeof fault === 'string').toBe(true);
		}),
		{ numRuns: 60 },
	);
});

// The library takes ten seconds for the worst 256 characters.
test('no more than forty characters are looked at, however long the password is', async () => {
	const good = 'lamp river cloud x7k-m2p-q9v-w4t kettle.';
	expect(good).toHaveLength(40);
	expect(await check(good + 'a'.repeat(216))).toBeNull();
	expect(await check('a'.repeat(40) + good)).toBe('guessable');
	expect(await check(`${'a'.repeat(22)}${good.slice(0, 18)}`)).toBeNull();
});
