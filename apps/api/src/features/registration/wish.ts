/** What an account is to be made with. */
export interface Wish {
	/** As the password's table keeps it. */
	readonly passwordHash: string | null;
	readonly name: string | null;
}

/** A wish as it travels with its auth request. */
export function packWish({ passwordHash, name }: Wish): string {
	return JSON.stringify([passwordHash, name]);
}

/** The wish that was packed. */
export function unpackWish(text: string | null): Wish {
	const [passwordHash = null, name = null] = JSON.parse(text ?? '[]') as (string | null)[];
	return { passwordHash, name };
}
