import type { Migration } from 'kysely/migration';
import * as user from './0001_user.ts';
import * as password from './0002_password.ts';
import * as session from './0003_session.ts';
import * as todo from './0004_todo.ts';
import * as idempotencyKey from './0005_idempotency_key.ts';
import * as outboxMail from './0006_outbox_mail.ts';
import * as budget from './0007_budget.ts';
import * as authRequest from './0008_auth_request.ts';
import * as invitation from './0009_invitation.ts';
import * as sessionWhere from './0010_session_where.ts';
import * as securityEvent from './0011_security_event.ts';
import * as profile from './0012_profile.ts';
import * as passwordGeneration from './0013_password_generation.ts';
import * as verifiedAddress from './0014_verified_address.ts';
import * as knownBrowser from './0015_known_browser.ts';
import * as accountDeletion from './0016_account_deletion.ts';
import * as emailChange from './0017_email_change.ts';
import * as limit from './0018_limit.ts';
import * as lease from './0019_lease.ts';
import * as databaseOrigin from './0020_database_origin.ts';

/** Every migration in order. A name is never changed and a landed migration never edited. */
export const migrations: Record<string, Migration> = {
	'0001_user': user,
	'0002_password': password,
	'0003_session': session,
	'0004_todo': todo,
	'0005_idempotency_key': idempotencyKey,
	'0006_outbox_mail': outboxMail,
	'0007_budget': budget,
	'0008_auth_request': authRequest,
	'0009_invitation': invitation,
	'0010_session_where': sessionWhere,
	'0011_security_event': securityEvent,
	'0012_profile': profile,
	'0013_password_generation': passwordGeneration,
	'0014_verified_address': verifiedAddress,
	'0015_known_browser': knownBrowser,
	'0016_account_deletion': accountDeletion,
	'0017_email_change': emailChange,
	'0018_limit': limit,
	'0019_lease': lease,
	'0020_database_origin': databaseOrigin,
};
