import { writeFile } from 'node:fs/promises';

/** One request, before it is put on the wire. */
export interface Wanted {
	readonly method?: 'GET' | 'POST';
	readonly path: string;
	readonly cookie?: string;
	/** Sent as JSON, with the origin of a page that may write. */
	readonly body?: object;
}

/** The origin of the SPA that the servers here are set up for. */
export const WEB_ORIGIN = 'https://app.example.com';

/** A request as it goes over the wire. */
export function rawRequest({ method = 'GET', path, cookie, body }: Wanted): string {
	const text = body === undefined ? '' : JSON.stringify(body);
	const lines = [
		`${method} ${path} HTTP/1.1`,
		'Host: 127.0.0.1',
		...(cookie === undefined ? [] : [`Cookie: ${cookie}`]),
		...(body === undefined
			? []
			: [
					`Origin: ${WEB_ORIGIN}`,
					'Content-Type: application/json',
					`Content-Length: ${String(Buffer.byteLength(text))}`,
				]),
	];
	return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

/** Writes requests where the load reads them; gives the path. */
export async function writeRequests(path: string, wanted: readonly Wanted[]): Promise<string> {
	await writeFile(path, JSON.stringify(wanted.map(rawRequest)));
	return path;
}
