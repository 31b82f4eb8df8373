// What MDN's HTTP Observatory says of some addresses, one line each. Names that end in .test are on this machine.
import dns from 'node:dns';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const lookup = dns.lookup;
dns.lookup = (name, ...rest) => lookup(name.endsWith('.test') ? '127.0.0.1' : name, ...rest);

const PACKAGE = new URL('node_modules/@mdn/mdn-http-observatory/', import.meta.url);
// Which names browsers know for TLS alone: its installation would fetch that, and none of ours is among them.
for (const [file, nothing] of [
	['conf/hsts-preload.json', '{}'],
	['conf/tld-list.json', '[]'],
]) {
	const path = fileURLToPath(new URL(file, PACKAGE));
	if (!existsSync(path)) writeFileSync(path, nothing);
}
const { scan } = await import('@mdn/mdn-http-observatory');
for (const address of process.argv.slice(2)) {
	const { scan: result, tests } = await scan(address);
	const found = Object.values(tests).filter(({ pass }) => !pass);
	console.log(`  ${address}: ${result.grade} (${result.score})`);
	for (const { result: what, scoreDescription } of found) {
		console.log(`    ${what}: ${scoreDescription}`);
	}
}
process.exit();
