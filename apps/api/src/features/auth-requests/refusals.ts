import { Problem } from '@postern/problem';

/**
 * Told that something was refused, and for which address, once no transaction is open any more. It must not
 * throw: what is refused stays refused.
 */
export type OnRefused = (email: string, problem: Problem) => Promise<void>;

/**
 * Does something for an address that becomes known on the way, and tells the caller when it is refused. A
 * refusal before the address is known is told to nobody.
 * @throws what `work` throws
 */
export async function tellRefusals<T>(
	onRefused: OnRefused | undefined,
	work: (learn: (email: string) => void) => Promise<T>,
): Promise<T> {
	let email: string | undefined;
	try {
		return await work((found) => {
			email = found;
		});
	} catch (error) {
		if (error instanceof Problem && email !== undefined) await onRefused?.(email, error);
		throw error;
	}
}
