/** Parsers for settings. Each throws a RangeError that says what was expected. */
import { isIP } from 'node:net';

const DIGITS = /^\d{1,12}$/;

/** A whole number in a range, both ends included. */
export function integer(min: number, max: number): (text: string) => number {
	return (text) => {
		const value = DIGITS.test(text) ? Number(text) : Number.NaN;
		if (value >= min && value <= max) return value;
		throw new RangeError(`must be a whole number from ${String(min)} to ${String(max)}`);
	};
}

/** A share of a whole, from 0 to 1. */
export function ratio(text: string): number {
	const value = /^\d(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
	if (value >= 0 && value <= 1) return value;
	throw new RangeError('must be a number from 0 to 1, like 0.05');
}

/** One word of a list. */
export function oneOf<const Word extends string>(...words: Word[]): (text: string) => Word {
	return (text) => {
		const word = words.find((each) => each === text);
		if (word !== undefined) return word;
		throw new RangeError(`must be one of ${words.join(', ')}`);
	};
}

/** `on`, `off`, or null when it is not set. */
export function onOff(text: string): boolean | null {
	if (text === '') return null;
	if (text === 'on' || text === 'off') return text === 'on';
	throw new RangeError('must be on or off');
}

/** An address like `https://api.example.com`: a scheme and a host, no path, no wildcard. */
export function origin(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
	if (url === null || !isWeb || url.origin !== text || text.includes('*')) {
		throw new RangeError(
			'must be an address like https://app.example.com: lower case, no path, no slash at the end, no *',
		);
	}
	return url.origin;
}

const PATH = /^(?:\/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)*$/;

/** An origin, and a path where it goes on: `https://api.example.com`, `https://example.com/api`. */
export function address(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	const path = url === null ? '' : text.slice(url.origin.length);
	if (url !== null && PATH.test(path)) {
		try {
			return origin(text.slice(0, text.length - path.length)) + path;
		} catch {
			// What it should look like is said below.
		}
	}
	throw new RangeError(
		'must be an address like https://api.example.com or https://example.com/api: lower case, no slash at the end',
	);
}

/** Items between commas, each understood by a parser; none when empty. */
export function list<T>(parse: (text: string) => T): (text: string) => readonly T[] {
	return (text) =>
		text
			.split(',')
			.map((item) => item.trim())
			.filter((item) => item !== '')
			.map(parse);
}

/** A list that must not be empty. */
export function someOf<T>(parse: (text: string) => T): (text: string) => readonly T[] {
	return (text) => {
		const items = list(parse)(text);
		if (items.length === 0) throw new RangeError('must name at least one');
		return items;
	};
}

/** An IP address or a range in CIDR form; named exactly, since a trusted proxy is believed. */
export function addressRange(text: string): string {
	const [address = '', prefix, ...rest] = text.split('/');
	const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
	const length = prefix === undefined ? bits : DIGITS.test(prefix) ? Number(prefix) : 0;
	if (length >= 1 && length <= bits && rest.length === 0 && !address.includes('%')) return text;
	throw new RangeError(`${text} is no IP address or range like 10.0.0.0/8`);
}

/** A Postgres URL, or null when it is not set. */
export function postgresUrl(text: string): string | null {
	if (text === '') return null;
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') return text;
	throw new RangeError('must be like postgres://user:password@host:5432/name, or empty for SQLite');
}

/** A Redis URL, or null when it is not set. */
export function redisUrl(text: string): string | null {
	if (text === '') return null;
	if (URL.canParse(text) && isRedis(new URL(text))) return text;
	throw new RangeError('must be like redis://user:password@host:6379, or rediss:// with TLS');
}

function isRedis({ protocol, hostname, pathname, search, hash }: URL): boolean {
	const isBare = `${search}${hash}` === '' && /^(\/\d{0,5})?$/.test(pathname);
	return ['redis:', 'rediss:'].includes(protocol) && isBare && hostname !== '';
}

const SECRET_LENGTH_MIN = 32;
const SAMPLES = /change|example|secret|password|sample|default/i;

/** A secret of at least 32 characters that is no sample, or null when it is not set. */
export function secret(text: string): string | null {
	if (text === '') return null;
	if (text.length < SECRET_LENGTH_MIN) {
		throw new RangeError(`must be at least ${String(SECRET_LENGTH_MIN)} characters`);
	}
	if (SAMPLES.test(text) || new Set(text).size < SECRET_LENGTH_MIN / 4) {
		throw new RangeError('looks like a sample; make one with `openssl rand -base64 32`');
	}
	return text;
}

/** A secret that must be there. */
export function knownSecret(text: string): string {
	const known = secret(text);
	if (known === null) throw new RangeError('must not be empty');
	return known;
}

/** A list of no more than so many. */
export function upTo<T>(
	max: number,
	parse: (text: string) => readonly T[],
): (text: string) => readonly T[] {
	return (text) => {
		const items = parse(text);
		if (items.length > max) throw new RangeError(`must name no more than ${String(max)}`);
		return items;
	};
}

/** What a parser makes of a text, or null when it is not set. */
export function optional<T>(parse: (text: string) => T): (text: string) => T | null {
	return (text) => (text === '' ? null : parse(text));
}

/** An address that mail or a picture is fetched from: http or https, without a user in it. */
export function httpUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
	if (url === null || !isWeb || url.username !== '' || url.password !== '') {
		throw new RangeError('must be an address like https://example.com/logo.png');
	}
	return url.href.replace(/\/$/, '');
}

/** An SMTP server's URL, or null when it is not set. */
export function smtpUrl(text: string): string | null {
	if (text === '') return null;
	if (URL.canParse(text) && isSmtp(new URL(text))) return text;
	throw new RangeError(
		'must be like smtp://user:password@host:587 or smtps://user:password@host:465',
	);
}

function isSmtp({ protocol, hostname, pathname, search, hash, username, password }: URL): boolean {
	const isBare = `${search}${hash}` === '' && ['', '/'].includes(pathname);
	const isPaired = (username === '') === (password === '');
	return ['smtp:', 'smtps:'].includes(protocol) && isBare && isPaired && hostname !== '';
}

/** A key that somebody else gave out, or null when it is not set. */
export function token(text: string): string | null {
	if (text === '') return null;
	if (/^[\x21-\x7e]{8,500}$/.test(text)) return text;
	throw new RangeError('must be one word of printable characters');
}

const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

/** One plain e-mail address. */
export function emailAddress(text: string): string {
	if (text.length <= 254 && ADDRESS.test(text)) return text;
	throw new RangeError('must be one e-mail address');
}

/** A sender: a name and an address. */
export interface Mailbox {
	readonly name: string;
	readonly address: string;
}

/** A sender like `Postern <no-reply@example.com>`, or the address alone. */
export function mailbox(text: string): Mailbox {
	const named = /^([^<>"\p{Cc}]*)<([^<>]+)>$/u.exec(text);
	return { name: (named?.[1] ?? '').trim(), address: emailAddress(named?.[2] ?? text) };
}

/** A colour written `#rrggbb`. */
export function colour(text: string): string {
	if (/^#[0-9a-f]{6}$/i.test(text)) return text;
	throw new RangeError('must be a colour like #4f46e5');
}

/** Text that must not be empty. */
export function text(value: string): string {
	if (value === '') throw new RangeError('must not be empty');
	return value;
}
