import type { HttpClient } from './http.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createVisitor, type Visitor } from './visitor.ts';

const PATH = '/auth/passwordless/email';

/** Somebody who was told that a code is on its way. */
export interface Promised {
	readonly visitor: Visitor;
	readonly email: string;
	readonly authRequestId: string;
	/** On the clock of `performance.now()`. */
	readonly askedAt: number;
}

/** Asks for a code for a new person; null when that was not acknowledged. */
export async function askForCode(
	client: HttpClient,
	ledger: Pick<Ledger, 'add'> = createLedger(),
	email?: string,
): Promise<Promised | null> {
	const visitor = createVisitor(client, ledger, email);
	const body = { email: visitor.email };
	const {
		status,
		body: answer,
		sentAt,
	} = await visitor.call(...(['ask for a code', 'POST', `${PATH}/send`] as const), { body });
	if (status !== 200) return null;
	const { authRequestId } = answer as { authRequestId: string };
	return { visitor, email: visitor.email, authRequestId, askedAt: sentAt };
}

/** Whether a code signs in. */
export async function canSignIn(
	{ visitor, authRequestId }: Promised,
	code: string | undefined,
): Promise<boolean> {
	const body = { authRequestId, code };
	const { status } = await visitor.call('sign in by code', 'POST', `${PATH}/verify/code`, { body });
	return status === 200;
}
