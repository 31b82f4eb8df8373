import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { heldConnections, peersIn } from '../src/stack/held-connections.ts';

const row = (local: string, peer: string, inode: number) =>
	`   1: ${local} ${peer} 01 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 20 4`;

test('connections that a process holds are read from the table, and no others', () => {
	const table = [
		'  sl  local_address rem_address   st',
		row('0100007F:1F40', '0100007F:C350', 17),
		row('0100007F:1F40', '0100007F:C351', 0),
		row('0100007F:1F41', '0100007F:C352', 18),
	].join('\n');
	expect(peersIn(table, 8000)).toEqual([50_000]);
	expect(peersIn('', 8000)).toEqual([]);
});

test.runIf(process.platform === 'linux')(
	'a connection is held until its server lets go',
	async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const client = connect(port, '127.0.0.1');
		const taken = once(server, 'connection') as Promise<[Socket]>;
		await once(client, 'connect');
		const ours = client.localPort ?? 0;
		expect(heldConnections(port)?.has(ours)).toBe(true);
		(await taken)[0].destroy();
		await expect.poll(() => heldConnections(port)?.has(ours)).toBe(false);
		client.destroy();
		server.close();
	},
);
