import { Problem } from '@postern/problem';
import type { App } from '../../http/app.ts';
import { problems as httpProblems } from '../../http/problems.ts';
import { refTo } from '../../http/schema-ref.ts';
import { IdempotencyHeaders, type WriteOnce } from '../idempotency/index.ts';
import { sessionOf } from '../sessions/index.ts';
import { checkChanges, type CheckedChanges } from './changes.ts';
import { Profile, ProfileChanges } from './schemas.ts';
import type { Profiles } from './service.ts';

/** What the profile's routes need. */
export interface ProfileRoutesDeps {
	readonly profiles: Profiles;
	readonly writeOnce: WriteOnce;
}

const PATH = '/users/me/profile';
const tags = ['users'];
const access = 'unverified';

/** What the person who is signed in says of themselves. There is no way to anybody else's. */
export function registerProfileRoutes(app: App, { profiles, writeOnce }: ProfileRoutesDeps): void {
	for (const schema of [Profile, ProfileChanges]) app.addSchema(schema);

	app.get(
		PATH,
		{
			config: { access },
			schema: {
				operationId: 'getProfile',
				tags,
				summary: 'What the person says of themselves',
				response: { 200: refTo(Profile) },
			},
		},
		(request) => profiles.get(sessionOf(request).userId),
	);

	app.patch(
		PATH,
		{
			config: { access, failures: [...writeOnce.failures] },
			schema: {
				operationId: 'updateProfile',
				tags,
				summary: 'Change some of the profile',
				headers: IdempotencyHeaders,
				body: refTo(ProfileChanges),
				response: { 200: refTo(Profile) },
			},
		},
		(request, reply) => {
			const changes = checked(request.body);
			const { userId } = sessionOf(request);
			return writeOnce(request, reply, 200, (trx) => profiles.update(trx, userId, changes));
		},
	);
}

/** @throws {Problem} invalid_request, with all that is wrong */
function checked(body: CheckedChanges): CheckedChanges {
	const outcome = checkChanges(body);
	if ('changes' in outcome) return outcome.changes;
	const errors = outcome.faults;
	throw new Problem(httpProblems.invalid_request, { extensions: { errors } });
}
