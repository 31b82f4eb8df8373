/** What is written down of a request as its answer leaves. None of it is a secret. */
export interface RequestLine {
	/** Made by this server, of letters, digits and a hyphen. */
	readonly requestId: string;
	/** A method that Node's parser knows; it lets no other in. */
	readonly method: string;
	/** The template, never the path; null when none fits. */
	readonly route: string | null;
	readonly status: number;
	/** Milliseconds until the answer was ready to leave; of a stream, until it had ended. */
	readonly ms: number;
	/** As the connection or a trusted proxy says. */
	readonly ip: string;
}

/** Takes the line of each request; a logger of pino's is one, too. */
export interface RequestLog {
	info(line: RequestLine, message: 'request'): void;
}
