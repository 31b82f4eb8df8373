import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { DatabaseSync } from 'node:sqlite';

const PASSWORD = 'five words nobody would guess';
const MEMORY_KIB = 19_456;
const PASSES = 2;

/** Gives the first accounts of a database the same password; answers what to sign in with. */
export async function addPasswords(
	path: string,
	count: number,
): Promise<readonly { email: string; password: string }[]> {
	const nonce = randomBytes(16);
	const tag = await promisify(argon2)('argon2id', {
		...{ message: PASSWORD, nonce, parallelism: 1, tagLength: 32 },
		...{ memory: MEMORY_KIB, passes: PASSES },
	});
	const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
	const hash = `$argon2id$v=19$m=${String(MEMORY_KIB)},t=${String(PASSES)},p=1$${text(nonce)}$${text(tag)}`;
	using database = new DatabaseSync(path);
	const accounts = database.prepare('select id, email from user limit ?').all(count);
	const add = database.prepare('insert into password (user_id, hash, updated_at) values (?, ?, ?)');
	return accounts.map(({ id, email }) => {
		add.run(id ?? null, hash, Date.now());
		return { email: String(email), password: PASSWORD };
	});
}
