import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Remembers open connections, to close those on which nothing was ever sent: browsers open some in
 * advance, Node does not count them as idle, and each would hold up a stop for ten seconds.
 */
export function watchConnections(server: Server): { closeUnused(): void } {
	const open = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
	});
	return {
		closeUnused: () => {
			for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
		},
	};
}
