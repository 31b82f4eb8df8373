/** The parts of each runner's JSON report that are read. */

export interface VitestReport {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	readonly numTodoTests: number;
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		/** What broke the file before its first test. */
		readonly message?: string;
		readonly assertionResults: readonly {
			readonly status: string;
			readonly fullName: string;
			readonly failureMessages?: readonly string[] | null;
		}[];
	}[];
}

export interface PlaywrightReport {
	readonly stats: {
		readonly expected: number;
		readonly unexpected: number;
		readonly flaky: number;
		readonly skipped: number;
	};
	readonly errors: readonly { readonly message?: string }[];
	readonly suites: readonly PlaywrightSuite[];
}

/** A file, or a group of tests in one. */
export interface PlaywrightSuite {
	readonly title: string;
	readonly suites?: readonly PlaywrightSuite[];
	readonly specs: readonly {
		readonly title: string;
		readonly file: string;
		readonly tests: readonly {
			readonly status: string;
			readonly results: readonly { readonly error?: { readonly message?: string } }[];
		}[];
	}[];
}

export type FaultsReport = readonly {
	readonly id: string;
	readonly rows: readonly {
		readonly situation: string;
		readonly verdict: 'pass' | 'FAIL' | 'skip';
	}[];
}[];
