import { createServer } from 'node:http';
import { join } from 'node:path';
import { createStaticSite } from '@postern/static-site';
import { WEB_BUILD } from './serve/web-build.ts';

// The SPA's server alone, as a process: WEB_PORT, API_URL, and WEB_BUILD for another build.
const port = Number(process.env['WEB_PORT'] ?? 5173);
const server = createServer(
	createStaticSite({
		root: join(process.env['WEB_BUILD'] ?? WEB_BUILD),
		apiUrl: process.env['API_URL'] ?? 'http://localhost:8000',
	}),
);

server.listen(port, '127.0.0.1', () => {
	console.log(`http://localhost:${port}`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		server.close();
		server.closeAllConnections();
	});
}
