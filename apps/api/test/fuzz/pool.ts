import type { OutgoingMail } from '../../src/ports/mailer.ts';

const KEPT = 40;
const LENGTH_MAX = 254;
const LINK_TOKEN = /#t=([\w-]{43})\b/g;
const CODE = /^\s*(\d{6})\s*$/gm;

/**
 * What answers and mails have brought to light so far, by the name of the property it would be sent as. A run
 * gets no deeper into the API than the real ids, tokens and codes it knows.
 */
export interface Pool {
	add(name: string, value: string): void;
	/** The value that came so many before the youngest; undefined while there is none. */
	pick(name: string, age: number): string | undefined;
	/** Keeps every text of an answer under the name of its property, and of its path and property. */
	learnFrom(path: string, body: string): void;
	/** Keeps the links' tokens and the codes of a mail. */
	learnFromMail(mail: Pick<OutgoingMail, 'text'>): void;
}

/** What is sent under another name than it comes in. */
const ALSO_KNOWN_AS: Readonly<Record<string, readonly string[]>> = {
	id: ['before'],
	password: ['currentPassword', 'newPassword'],
};

/** An empty pool. */
export function createPool(): Pool {
	const byName = new Map<string, string[]>();

	function add(name: string, value: string): void {
		for (const each of [name, ...(ALSO_KNOWN_AS[name] ?? [])]) {
			const values = byName.get(each) ?? [];
			byName.set(each, [...values.slice(1 - KEPT), value]);
		}
	}

	return {
		add,
		pick: (name, age) => {
			const values = byName.get(name) ?? [];
			return values.at(-1 - (age % Math.max(1, values.length)));
		},
		learnFrom: (path, body) => {
			JSON.parse(body, (name, value: unknown) => {
				if (typeof value !== 'string' || name === '' || value.length > LENGTH_MAX) return value;
				add(name, value);
				add(`${path}:${name}`, value);
				return value;
			});
		},
		learnFromMail: ({ text }) => {
			for (const [, token = ''] of text.matchAll(LINK_TOKEN)) add('token', token);
			for (const [, code = ''] of text.matchAll(CODE)) add('code', code);
		},
	};
}
