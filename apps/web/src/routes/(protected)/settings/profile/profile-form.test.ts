import {
	Problem,
	Unreachable,
	type Profile,
	type ProfileChanges,
	type RequestOptions,
} from '@postern/api-client';
import { describe, expect, test } from 'vitest';
import { SessionLost } from '#lib/auth/auth-state.ts';
import type { Notice } from '#lib/ui/notices.svelte.ts';
import { Calls, settle } from '../../../../../test/fakes.ts';
import { ProfileForm } from './profile-form.svelte.ts';

const ADA: Profile = {
	name: 'Ada',
	bio: null,
	website: 'https://example.com/',
	timeZone: 'Europe/London',
	language: null,
	updatedAt: null,
};
const offline = new Unreachable('network');

function refusal(...errors: { path: string; message: string }[]): Problem {
	return new Problem({ status: 422, code: 'invalid_request', title: '', errors });
}

/** The form of Ada's profile, whose API is in the test's hands. */
async function createWorld() {
	const writes = new Calls<Profile>();
	const sent: ProfileChanges[] = [];
	const keys: (string | undefined)[] = [];
	const notices: Omit<Notice, 'id'>[] = [];
	const world = { renamed: 0, languages: [] as string[] };
	let made = 0;
	const form = new ProfileForm({
		api: {
			getProfile: () => Promise.resolve(ADA),
			updateProfile: (changes: ProfileChanges, options: RequestOptions) => {
				sent.push(changes);
				keys.push(options.idempotencyKey);
				return writes.call();
			},
		},
		withSession: (send) => send(),
		notices: { add: (notice) => notices.push(notice) },
		newKey: () => `key-${String((made += 1))}`,
		onrenamed: () => (world.renamed += 1),
		onlanguage: (code) => {
			world.languages.push(code);
			return Promise.resolve();
		},
	});
	await form.load();
	return { form, writes, sent, keys, notices, world };
}

describe('saving', () => {
	test('sends what was changed and nothing else, and null for what was emptied', async () => {
		const { form, sent, writes, notices } = await createWorld();
		form.draft.bio = ' Poet.\nOf numbers. ';
		form.draft.website = '';
		const saving = form.save();
		expect(sent).toEqual([{ bio: 'Poet.\nOf numbers.', website: null }]);
		await writes.answer({ ...ADA, bio: 'Poet.\nOf numbers.', website: null });
		expect(await saving).toBeUndefined();
		expect(form.draft).toMatchObject({ bio: 'Poet.\nOf numbers.', website: '' });
		expect(form.hasUnsaved).toBe(false);
		expect(notices.map(({ text }) => text)).toEqual(['Your profile was saved.']);
	});

	test('of nothing but outer spaces sends nothing and takes them back', async () => {
		const { form, sent } = await createWorld();
		form.draft.name = ' Ada ';
		expect(form.hasUnsaved).toBe(false);
		await form.save();
		expect(sent).toEqual([]);
		expect(form.draft.name).toBe('Ada');
	});

	test('shows the form in which the API has stored it', async () => {
		const { form, writes } = await createWorld();
		form.draft.website = 'HTTPS://EXAMPLE.org';
		void form.save();
		await writes.answer({ ...ADA, website: 'https://example.org/' });
		expect(form.draft.website).toBe('https://example.org/');
		expect(form.hasUnsaved).toBe(false);
	});

	test.each([
		['example.org', 'https://example.org'],
		['www.example.org/me?a=b', 'https://www.example.org/me?a=b'],
		['http://example.org', 'http://example.org'],
		['javascript:alert(1)', 'javascript:alert(1)'],
		['ada@example.org', 'https://ada@example.org'],
		['nonsense', 'nonsense'],
	])('sends the website %s as %s', async (typed, website) => {
		const { form, sent } = await createWorld();
		form.draft.website = typed;
		void form.save();
		expect(sent).toEqual([{ website }]);
	});

	test('tells the app the language that was saved, and only that', async () => {
		const { form, writes, world } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		await writes.answer({ ...ADA, name: 'Ada L.' });
		expect(world.languages).toEqual([]);
		form.draft.language = 'de';
		void form.save();
		expect(world.languages).toEqual([]);
		await writes.answer({ ...ADA, language: 'de' });
		form.draft.language = '';
		void form.save();
		await writes.answer({ ...ADA, language: null });
		expect(world.languages).toEqual(['de', '']);
	});

	test('twice at the same time sends once', async () => {
		const { form, sent, writes } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		void form.save();
		expect(sent).toHaveLength(1);
		expect(form.hasUnsaved).toBe(true);
		await writes.answer({ ...ADA, name: 'Ada L.' });
		expect(form.isSaving).toBe(false);
	});

	test('leaves alone what is typed meanwhile', async () => {
		const { form, writes, sent } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		form.draft.name = 'Ada Lovelace';
		form.draft.bio = 'Poet.';
		await writes.answer({ ...ADA, name: 'Ada L.' });
		expect(form.draft).toMatchObject({ name: 'Ada Lovelace', bio: 'Poet.' });
		expect(form.changed).toEqual(['name', 'bio']);
		void form.save();
		expect(sent.at(-1)).toEqual({ name: 'Ada Lovelace', bio: 'Poet.' });
	});

	test('a name tells the rest of the app, and nothing else does', async () => {
		const { form, writes, world } = await createWorld();
		form.draft.bio = 'Poet.';
		void form.save();
		await writes.answer({ ...ADA, bio: 'Poet.' });
		expect(world.renamed).toBe(0);
		form.draft.name = 'Ada L.';
		void form.save();
		await writes.answer({ ...ADA, bio: 'Poet.', name: 'Ada L.' });
		expect(world.renamed).toBe(1);
	});
});

describe('a save that fails', () => {
	test('marks the fields that the API names, gives the first and keeps what was typed', async () => {
		const { form, writes, notices } = await createWorld();
		form.draft.website = 'nonsense';
		form.draft.name = 'x'.repeat(101);
		const saving = form.save();
		await writes.fail(
			refusal(
				{ path: 'website', message: 'must be a web address like https://example.com' },
				{ path: 'name', message: 'must have at most 100 characters' },
			),
		);
		expect(await saving).toBe('name');
		expect(form.errors).toEqual({
			name: 'This must have at most 100 characters.',
			website: 'This must be a web address like https://example.com.',
		});
		expect(form.failure).toBeNull();
		expect(form.draft).toMatchObject({ website: 'nonsense', name: 'x'.repeat(101) });
		expect(notices).toEqual([]);
	});

	test('for a field that is not on the page says so in general', async () => {
		const { form, writes } = await createWorld();
		form.draft.name = 'Ada L.';
		const saving = form.save();
		const refused = refusal({ path: '', message: 'must name at least one field' });
		await writes.fail(refused);
		expect(await saving).toBeUndefined();
		expect(form.failure).toBe(refused);
	});

	test('without an answer is repeated under its key, for it may have been done', async () => {
		const { form, writes, keys } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		await writes.fail(offline);
		expect(form.failure).toBe(offline);
		expect(form.draft.name).toBe('Ada L.');
		expect(form.hasUnsaved).toBe(true);
		void form.save();
		await writes.answer({ ...ADA, name: 'Ada L.' });
		expect(form.failure).toBeNull();
		form.draft.name = 'Ada';
		void form.save();
		form.reset();
		expect(keys).toEqual(['key-1', 'key-1', 'key-2']);
	});

	test('gets another key when it is not the same any more, which the API would refuse', async () => {
		const { form, writes, keys } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		await writes.fail(offline);
		form.draft.bio = 'Poet.';
		void form.save();
		expect(keys).toEqual(['key-1', 'key-2']);
	});

	test('and was refused gets another key, for the old one repeats the refusal', async () => {
		const { form, writes, keys } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		await writes.fail(new Problem({ status: 429, code: 'rate_limited', title: '' }));
		void form.save();
		expect(keys).toEqual(['key-1', 'key-2']);
	});

	test('because the person has left says nothing more', async () => {
		const { form, writes } = await createWorld();
		form.draft.name = 'Ada L.';
		void form.save();
		await writes.fail(new SessionLost());
		expect(form).toMatchObject({ failure: null, isSaving: false });
	});
});

test('discarding puts back what the API knows and takes the errors away', async () => {
	const { form, writes } = await createWorld();
	form.draft.website = 'nonsense';
	void form.save();
	await writes.fail(refusal({ path: 'website', message: 'must be a web address' }));
	form.reset();
	expect(form.draft.website).toBe('https://example.com/');
	expect(form).toMatchObject({ errors: {}, hasUnsaved: false });
});

test('a profile that cannot be loaded says why and can be loaded again', async () => {
	let isDown = true;
	const unused = (): never => expect.fail('Not asked for.');
	const form = new ProfileForm({
		api: {
			getProfile: () => (isDown ? Promise.reject(offline) : Promise.resolve(ADA)),
			updateProfile: unused,
		},
		withSession: (send) => send(),
		notices: { add: unused },
		newKey: unused,
		onrenamed: unused,
		onlanguage: unused,
	});
	await form.load();
	await settle();
	expect(form).toMatchObject({ status: 'failed', loadFailure: offline, hasUnsaved: false });
	isDown = false;
	await form.load();
	expect(form).toMatchObject({ status: 'ready', draft: { name: 'Ada', bio: '' } });
});
