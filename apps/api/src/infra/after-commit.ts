import type { DatabaseConnection, Dialect, Driver } from 'kysely';
import type { Db } from '../ports/storage.ts';

/** A dialect that tells when its transactions are committed. */
export interface AfterCommit {
	readonly dialect: Dialect;
	/**
	 * Does something once the transaction is committed, and never when it is rolled back.
	 * @throws when it is no transaction
	 */
	readonly afterCommit: (trx: Db, work: () => void) => Promise<void>;
}

/** Adds to a dialect that work can wait for the commit of a transaction. */
export function withAfterCommit(dialect: Dialect): AfterCommit {
	const waiting = new WeakMap<DatabaseConnection, (() => void)[]>();
	return {
		dialect: {
			createAdapter: () => dialect.createAdapter(),
			createDriver: () => hearCommits(dialect.createDriver(), waiting),
			createIntrospector: (db) => dialect.createIntrospector(db),
			createQueryCompiler: () => dialect.createQueryCompiler(),
		},
		async afterCommit(trx, work) {
			if (!trx.isTransaction) throw new Error('there is no transaction to wait for');
			// A transaction has one connection, and the connection one transaction at a time.
			await trx.getExecutor().provideConnection(async (connection) => {
				const works = waiting.get(connection);
				if (works === undefined) waiting.set(connection, [work]);
				else works.push(work);
				return Promise.resolve();
			});
		},
	};
}

function hearCommits(driver: Driver, waiting: WeakMap<DatabaseConnection, (() => void)[]>): Driver {
	const commit = driver.commitTransaction.bind(driver);
	const rollback = driver.rollbackTransaction.bind(driver);
	return Object.assign(driver, {
		async commitTransaction(connection: DatabaseConnection) {
			const works = waiting.get(connection) ?? [];
			waiting.delete(connection);
			await commit(connection);
			for (const work of works) work();
		},
		async rollbackTransaction(connection: DatabaseConnection) {
			waiting.delete(connection);
			await rollback(connection);
		},
	});
}
