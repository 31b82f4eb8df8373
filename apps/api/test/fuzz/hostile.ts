import fc from 'fast-check';

/**
 * Stands in most texts below: an answer that refuses a value must not repeat it, or it would put into logs
 * and pages of others what somebody typed.
 */
export const CANARY = 'c4n4ry';

const LONG = 300;

/** Texts that have broken somebody's parser, database, log or page. */
const NASTY = [
	'',
	' ',
	'\u0000',
	`${CANARY}\u0000`,
	`\r\nSet-Cookie: ${CANARY}=1`,
	'\ud800',
	`\udfff${CANARY}`,
	'\ufeff\u200b\u202e',
	'\u{1f600}'.repeat(60),
	'ﷺ'.repeat(60),
	'A\u0301'.repeat(100),
	`' or ${CANARY}=1 --`,
	`"; drop table "user"; --${CANARY}`,
	'%00%0a%25',
	'%n%s%x',
	'../../../etc/passwd',
	'${7*7}{{7*7}}<%=7*7%>',
	`<img src=x onerror=${CANARY}>`,
	`javascript:alert("${CANARY}")`,
	`//${CANARY}.example`,
	`/\\${CANARY}.example`,
	'/..//evil.example',
	`"${CANARY}@evil.example"@example.com`,
	`${CANARY}@example.com,b@example.com`,
	`${CANARY}@xn--bcher-kva.example`,
	`${CANARY}@[127.0.0.1]`,
	'a@b',
	`ａ${CANARY}@example.com`,
	'__proto__',
	'constructor',
	'null',
	'NaN',
	'1e999',
	'-0',
	'000000',
	'١٢٣٤٥٦',
	'2038-01-19T03:14:08Z',
	'00000000-0000-0000-0000-000000000000',
	'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
	'A'.repeat(43),
	'='.repeat(43),
	'(a+)+$',
	`${'a'.repeat(LONG)}!`,
	'x'.repeat(5000),
];

/** Any text, mostly nasty ones. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...NASTY) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: LONG }) },
	{ weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: LONG }) },
	{ weight: 1, arbitrary: fc.tuple(hostileJoin(), hostileJoin()).map((parts) => parts.join('')) },
);

function hostileJoin(): fc.Arbitrary<string> {
	return fc.constantFrom(...NASTY);
}

/** Any value that JSON can write. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
	hostileText,
	fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [null]),
	fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
	fc.constantFrom(
		nested(20),
		nested(2000),
		Array.from({ length: 500 }, () => CANARY),
	),
);

function nested(depth: number): unknown {
	let value: unknown = CANARY;
	for (let level = 0; level < depth; level += 1) value = [value];
	return value;
}

/** Bodies that are no JSON, or JSON that two readers read differently. */
export const hostileBody: fc.Arbitrary<string> = fc.oneof(
	hostileText,
	fc.constantFrom(
		'{',
		'{"a":1}}',
		'[,]',
		"{'email':'x'}",
		'{"email":"a@example.com","email":"b@example.com"}',
		'{"__proto__":{"isAdmin":true}}',
		'{"constructor":{"prototype":{"isAdmin":true}}}',
		'{"email":{"toString":"x"}}',
		'\ufeff{}',
		'{}\u0000',
		'"\\ud800"',
		'{"title":"\\u0000"}',
		'{"title":"\\ud83d"}',
		`{"title":"${'x'.repeat(70_000)}"}`,
		`${'['.repeat(10_000)}${']'.repeat(10_000)}`,
		'1e400',
		'email=a%40example.com',
	),
);

/** Header values as they can stand on the wire: visible Latin-1, spaces and tabs. */
export const hostileHeader: fc.Arbitrary<string> = fc.oneof(
	hostileText.map((text) => text.replace(/[^\t\x20-\x7e\xa1-\xff]/gu, '?').slice(0, 2000)),
	fc.constantFrom('*', ',', ';;;', 'q=1;q=0,*;q=NaN', '"', 'a'.repeat(4000)),
);
