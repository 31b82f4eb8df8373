import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@postern/problem';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app.ts';
import { problems } from '../http/problems.ts';
import { createHostCheck } from './known-host.ts';
import type { DevMailbox } from './mailbox.ts';

/** What the pages depend on. */
export interface DevMailboxPages {
	/** How browsers reach the API. */
	readonly apiUrl: string;
	/** Where somebody can ask for a mail; shown while there is none. */
	readonly webUrl?: string;
}

/** In place of the API's own policy, which lets no page do anything. */
const PAGE_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	'img-src data:',
	"connect-src 'self'",
	"frame-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join('; ');

/** A mail runs no script and reaches nothing but pictures; its links open as pages of their own. */
const MAIL_POLICY = [
	"default-src 'none'",
	"style-src 'unsafe-inline'",
	'img-src https: data:',
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'self'",
	'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

const MessageParams = Type.Object({ id: Type.String({ maxLength: 100 }) });
const MessagesQuery = Type.Object({ to: Type.Optional(Type.String({ maxLength: 254 })) });

/** Shows a dev mailbox under `/dev/mailbox`, and as JSON. For a machine of development alone. */
export function registerDevMailbox(app: App, mailbox: DevMailbox, pages: DevMailboxPages): void {
	const onRequest = createHostCheck(pages.apiUrl);
	const config = { access: 'public' } as const;
	const hidden = { hide: true } as const;
	const found = <T>(part: T | undefined): T => {
		if (part === undefined) throw new Problem(problems.not_found);
		return part;
	};

	for (const [url, type, content] of filesOf(pages)) {
		app.get(url, { config, onRequest, schema: hidden }, (_request, reply) =>
			send(reply, type, PAGE_POLICY, content),
		);
	}

	app.get(
		'/dev/mailbox/messages',
		{ config, onRequest, schema: { ...hidden, querystring: MessagesQuery } },
		(request, reply) => {
			const tag = `"${mailbox.version()}"`;
			reply.header('etag', tag);
			// The page asks every second; all mails each time would be megabytes.
			if (request.headers['if-none-match'] === tag) return reply.code(304).send();
			return mailbox.messages(request.query.to);
		},
	);

	app.delete('/dev/mailbox/messages', { config, onRequest, schema: hidden }, (_request, reply) => {
		mailbox.clear();
		return reply.code(204).send();
	});

	const one = { config, onRequest, schema: { ...hidden, params: MessageParams } };
	app.get('/dev/mailbox/messages/:id/html', one, ({ params }, reply) => {
		const { html } = found(mailbox.find(params.id));
		return send(reply, 'text/html', MAIL_POLICY, withLinksOutside(html));
	});
	app.get('/dev/mailbox/messages/:id/raw', one, ({ params }, reply) =>
		send(reply, 'text/plain', PAGE_POLICY, found(mailbox.raw(params.id))),
	);
}

function send(reply: FastifyReply, type: string, policy: string, content: string): FastifyReply {
	reply.header('content-type', `${type}; charset=utf-8`);
	reply.header('content-security-policy', policy);
	return reply.send(content);
}

/** The page's files: where they are served, as what, and what is in them. */
function filesOf({
	apiUrl,
	webUrl,
}: DevMailboxPages): readonly (readonly [string, string, string])[] {
	const read = (name: string) => readFileSync(join(import.meta.dirname, 'page', name), 'utf8');
	// Both are origins: what means something in HTML cannot be in them.
	const app = webUrl === undefined ? 'in the app' : `at <a href="${webUrl}">${webUrl}</a>`;
	const page = read('mailbox.html').replace('{{app}}', app).replace('{{apiUrl}}', apiUrl);
	return [
		['/dev/mailbox', 'text/html', page],
		['/dev/mailbox/base.css', 'text/css', read('base.css')],
		['/dev/mailbox/mailbox.css', 'text/css', read('mailbox.css')],
		['/dev/mailbox/mailbox.js', 'text/javascript', read('mailbox.js')],
	];
}

/** Links of a mail open in a new tab: inside the frame nothing could be signed in to. */
function withLinksOutside(html: string): string {
	const base = '<base target="_blank">';
	return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, `$&${base}`) : base + html;
}
