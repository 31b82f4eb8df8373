/** ASVS 5.0, 6.2.4: the passwords that people choose most, as far as they are long enough to be chosen here. */
import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { createPasswordRules } from './index.ts';

const rules = createPasswordRules({ productName: 'Postern' });
const nobody = { email: 'x9@example.com' };
const common = dictionary['passwords-common'].map(String);
const COMMONEST = 3000;

test('every common password that is long enough is refused', async () => {
	const longEnough = common.filter((password) => password.length >= 12);
	expect(longEnough.length).toBeGreaterThan(200);
	const taken: string[] = [];
	for (const password of longEnough) {
		if ((await rules.check(password, nobody)) === null) taken.push(password);
	}
	expect(taken).toEqual([]);
});

test('one of the 3,000 commonest is refused as it is, and written twice to be long enough', async () => {
	const taken: string[] = [];
	for (const password of common.slice(0, COMMONEST)) {
		if ((await rules.check(password, nobody)) === null) taken.push(password);
		const twice = password + password;
		if (twice.length < 20 && (await rules.check(twice, nobody)) === null) taken.push(twice);
	}
	expect(taken).toEqual([]);
});
