// cspell:ignore Schöne Grüße Größe
import type { OutgoingMail } from '../../src/ports/mailer.ts';

/** What an error about a mail must never repeat. */
export const SECRETS = {
	code: '908172',
	token: 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6',
	password: 'CorrectHorse',
} as const;

/** A mail with letters that need care on the way. */
export const MAIL: OutgoingMail = {
	messageId: '<0192f3c4.signin@example.com>',
	to: 'ada@example.com',
	subject: 'Schöne Grüße — Größe 😀',
	text: [
		'Grüße aus Zürich, "quoted" & <not markup>.',
		'.a line that begins with a dot',
		`https://app.example.com/link#t=${SECRETS.token}&a=${'x'.repeat(80)}`,
		SECRETS.code,
		'',
	].join('\n'),
	html: `<!doctype html><p lang="de">Größe &amp; ${SECRETS.code} ${'ö'.repeat(200)}</p>\n`,
	writtenAt: Date.UTC(2030, 0, 2, 3, 4, 5),
};
