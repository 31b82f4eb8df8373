import { Readable } from 'node:stream';
import Type from 'typebox';
import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { whereOf } from '../../http/where.ts';
import { sessionOf } from '../sessions/index.ts';
import type { PersonalDataRules } from './rules.ts';
import { accountExportSchema } from './schemas.ts';
import type { PersonalData } from './service.ts';

/** What the export's route needs. */
export interface PersonalDataRoutesDeps {
	readonly personalData: Pick<PersonalData, 'exportOf'>;
	readonly rules: PersonalDataRules;
}

/** A person's copy of what is kept about them. */
export function registerPersonalDataRoutes(
	app: App,
	{ personalData, rules }: PersonalDataRoutesDeps,
): void {
	const AccountExport = accountExportSchema(rules);
	app.addSchema(AccountExport);

	app.get(
		'/users/me/export',
		{
			compress: {},
			// Each reads a person's whole history: the smaller budget is for it, too.
			config: { access: 'unverified', proof: 'recent', limit: 'credentials', isStream: true },
			schema: {
				operationId: 'exportAccount',
				tags: ['users'],
				summary: 'Everything that is kept about the person',
				description:
					'A JSON file, sent as it is read. It has what names the person, sessions and activity included, and no secret: no password, link, code, token or hash of one.',
				// Sent as text, piece by piece: no serialiser stands between, and none is needed.
				response: { 200: Type.Unsafe<Readable>(refTo(AccountExport)) },
			},
		},
		async (request, reply) => {
			const { user } = sessionOf(request);
			const pieces = await personalData.exportOf(user, whereOf(request));
			// Before anything is sent: what fails until here can still say so.
			const first = await pieces.next();
			async function* all(): AsyncGenerator<string> {
				if (first.done !== true) yield first.value;
				yield* pieces;
			}
			reply.header('content-type', 'application/json; charset=utf-8');
			reply.header('content-disposition', 'attachment; filename="account.json"');
			return reply.send(Readable.from(all(), { objectMode: false }));
		},
	);
}
