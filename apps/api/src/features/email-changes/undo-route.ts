import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { localeOf } from '../mails/index.ts';
import { problems } from './problems.ts';
import { ChangedEmail, UndoEmailChangeBody } from './schemas.ts';
import type { EmailChanges } from './service.ts';

/** Undoing a change of address, for whoever reads the mail of the old one. */
export function registerUndoRoute(
	app: App,
	{ emailChanges }: { readonly emailChanges: Pick<EmailChanges, 'undo'> },
): void {
	app.post(
		'/auth/email-change/undo',
		{
			config: {
				access: 'public',
				limit: 'credentials',
				failures: [problems.undo_not_valid, problems.undo_expired, problems.undo_used],
			},
			schema: {
				operationId: 'undoEmailChange',
				tags: ['recovery'],
				summary: 'Give an account its old address back',
				description:
					'In any browser, signed in or not. All sessions of the account end, its password is removed, and younger changes of its address and its deletion are undone. Signs in nobody.',
				body: refTo(UndoEmailChangeBody),
				response: { 200: refTo(ChangedEmail) },
			},
		},
		(request) =>
			emailChanges.undo(request.body.token, {
				where: whereOf(request),
				locale: localeOf(request.headers['accept-language']),
			}),
	);
}
