import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { judgeDeployment } from '../../src/deployment/judge.ts';
import { settings } from '../../src/settings/settings.ts';
import { documentsOf, yamlOf } from './files.ts';

const REAL_KEY = 'q7LhT2vXw9ZbN4mKr8JfC3sPy6GdUeAo';

type Environment = Record<string, string>;

interface Compose {
	readonly services: Readonly<
		Record<string, { readonly environment?: Environment; readonly networks?: unknown }>
	>;
}

interface Resource {
	readonly kind: string;
	readonly metadata: { readonly name: string };
	readonly data?: Environment;
	readonly stringData?: Environment;
}

function composed(): Environment {
	const { environment = {} } = (yamlOf('compose.yaml') as Compose).services['api'] ?? {};
	return Object.fromEntries(
		Object.entries(environment).map(([name, value]) => [
			name,
			value
				.replace(/\$\{SECRET_KEY[^}]*\}/, REAL_KEY)
				.replace(/\$\{POSTGRES_PASSWORD[^}]*\}/, 'a0b1c2'),
		]),
	);
}

function configMap(): Environment {
	const maps = documentsOf('deploy/kubernetes/settings.yaml') as Resource[];
	return maps.find(({ metadata }) => metadata.name === 'postern-api')?.data ?? {};
}

function sampleSecret(): Environment {
	return (documentsOf('deploy/kubernetes/secret.sample.yaml') as Resource[])[0]?.stringData ?? {};
}

const kubernetes = () => ({ ...configMap(), ...sampleSecret(), SECRET_KEY: REAL_KEY });

test.each([
	['compose.yaml', composed],
	['deploy/kubernetes', kubernetes],
])('the settings of %s are settings, and the API starts with them', (_, environment) => {
	const known = new Set(Object.keys(settings));
	expect(Object.keys(environment()).filter((name) => !known.has(name))).toEqual([]);
	const config = loadConfig(environment());
	expect(config.isProduction).toBe(true);
	const refused = judgeDeployment(config).filter(({ verdict }) => verdict === 'refused');
	expect(refused).toEqual([]);
});

test('the sample of the secret is refused as it stands', () => {
	expect(() => loadConfig({ ...configMap(), ...sampleSecret() })).toThrow(ConfigError);
	expect(() => loadConfig({ ...configMap(), ...sampleSecret() })).toThrow(/^SECRET_KEY: .*sample/);
});

test('compose asks for its secrets, and has none', () => {
	const { environment = {} } = (yamlOf('compose.yaml') as Compose).services['api'] ?? {};
	expect(environment['SECRET_KEY']).toMatch(/^\$\{SECRET_KEY:\?/);
	expect(environment['DATABASE_URL']).toContain('${POSTGRES_PASSWORD:?');
});
