import type { AccountDeletionTable } from './features/account-deletion/table.ts';
import type { AuthRequestTable } from './features/auth-requests/table.ts';
import type { BudgetTable } from './features/budgets/table.ts';
import type { LimitCounterTable, LimitWindowTable } from './features/client-limits/table.ts';
import type { DatabaseOriginTable } from './features/emergencies/table.ts';
import type { EmailChangeTable } from './features/email-changes/table.ts';
import type { IdempotencyKeyTable } from './features/idempotency/table.ts';
import type { InvitationTable } from './features/invitations/table.ts';
import type { KnownBrowserTable, SignInNoticeTable } from './features/known-browsers/table.ts';
import type { LeaseTable } from './features/leases/table.ts';
import type { OutboxMailTable } from './features/outbox/table.ts';
import type { PasswordTable } from './features/passwords/table.ts';
import type { SecurityEventTable } from './features/security-events/table.ts';
import type { ProfileTable } from './features/profiles/table.ts';
import type { SessionTable } from './features/sessions/table.ts';
import type { TodoTable } from './features/todos/table.ts';
import type { UserTable } from './features/users/table.ts';

/** Every table, each owned by one feature. Times are milliseconds since 1970. */
export interface Database {
	account_deletion: AccountDeletionTable;
	auth_request: AuthRequestTable;
	budget: BudgetTable;
	database_origin: DatabaseOriginTable;
	email_change: EmailChangeTable;
	idempotency_key: IdempotencyKeyTable;
	invitation: InvitationTable;
	known_browser: KnownBrowserTable;
	lease: LeaseTable;
	limit_counter: LimitCounterTable;
	limit_window: LimitWindowTable;
	outbox_mail: OutboxMailTable;
	password: PasswordTable;
	security_event: SecurityEventTable;
	profile: ProfileTable;
	session: SessionTable;
	sign_in_notice: SignInNoticeTable;
	todo: TodoTable;
	user: UserTable;
}
