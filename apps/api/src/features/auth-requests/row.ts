import type { PasswordlessType, StoredSecrets } from './secrets.ts';
import type { AuthRequestTable } from './table.ts';

/** A new auth request; times in milliseconds since 1970. */
export interface NewAuthRequest extends StoredSecrets {
	readonly id: string;
	readonly purpose: string;
	readonly type: PasswordlessType;
	readonly email: string;
	readonly userId: string | null;
	readonly starterHash: string;
	readonly linkTarget: string;
	readonly redirectTo: string | null;
	readonly state: string | null;
	readonly lifeSeconds: number;
	readonly sentAt: number;
	readonly expiresAt: number;
}

/** A new auth request as its table keeps it. */
export function rowOf(request: NewAuthRequest): AuthRequestTable {
	return {
		id: request.id,
		purpose: request.purpose,
		type: request.type,
		email: request.email,
		starter_hash: request.starterHash,
		link_hash: request.linkHash,
		code_mac: request.codeMac,
		tries: 0,
		link_target: request.linkTarget,
		redirect_to: request.redirectTo,
		state: request.state,
		life_seconds: request.lifeSeconds,
		sent_at: request.sentAt,
		expires_at: request.expiresAt,
		used_at: null,
		user_id: request.userId,
	};
}
