import rules from '../../.dependency-cruiser.mjs';

// Features as whole folders, without their tests: a test builds the whole app and so reaches every
// feature, which is no dependency of the feature itself.

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		{
			name: 'features-form-a-dag',
			comment: 'Two features may not need each other, not even for a type.',
			severity: 'error',
			scope: 'folder',
			from: { path: '^apps/api/src/features/[^/]+$' },
			to: { path: '^apps/api/src/features/[^/]+$', circular: true },
		},
	],
	options: {
		...rules.options,
		includeOnly: '^apps/api/src/features/',
		exclude: { path: '\\.test\\.ts$' },
	},
};
