import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort, requireFreePort } from '../src/serve/ports.ts';
import { readServeSettings } from '../src/serve/settings.ts';

test('the addresses follow the ports', () => {
	const settings = readServeSettings({ API_PORT: '8001', WEB_PORT: '5001' });
	expect(settings).toMatchObject({
		apiUrl: 'http://localhost:8001',
		webUrl: 'http://localhost:5001',
		apiEnv: {
			API_PORT: '8001',
			API_URL: 'http://localhost:8001',
			WEB_ORIGINS: 'http://localhost:5001',
			NODE_ENV: 'development',
		},
	});
});

test.each([
	[{}, true],
	[{ MAIL_VIA: '' }, true],
	[{ MAIL_VIA: 'mailbox' }, true],
	[{ MAIL_VIA: 'smtp' }, false],
])('%j shows mail: %j', (env, showsMail) => {
	expect(readServeSettings(env).showsMail).toBe(showsMail);
});

test('an address that was set by hand stays', () => {
	const env = { API_URL: 'https://api.example.com', WEB_ORIGINS: 'https://app.example.com' };
	expect(readServeSettings(env).apiEnv).toMatchObject(env);
});

test.each(['x', '0', '65536', '80.5'])('API_PORT=%s is refused by its name', (port) => {
	expect(() => readServeSettings({ API_PORT: port })).toThrow('API_PORT');
});

test('two halves cannot share a port', () => {
	expect(() => readServeSettings({ API_PORT: '5173' })).toThrow('must differ');
});

test('a taken port is reported with the variable that moves it', async () => {
	const port = await findFreePort();
	await requireFreePort(port, 'WEB_PORT');
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	try {
		await expect(requireFreePort(port, 'WEB_PORT')).rejects.toThrow(`WEB_PORT=${port + 1}`);
	} finally {
		server.close();
	}
});
