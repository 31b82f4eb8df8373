import PostalMime from 'postal-mime';

/** A mail as a mailbox has it. */
export interface ReceivedMail {
	/** The address it was delivered to. */
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
	readonly messageId: string;
	/** Every byte that came. */
	readonly raw: string;
	/** The value of a header. @throws when there is none */
	header(name: string): string;
	/** The six digits, as somebody reads them off the screen. @throws when there are none */
	readonly code: string;
	/** Where its button leads. @throws when there is none */
	readonly link: string;
	/** What stands behind `#t=` in the link. */
	readonly token: string;
}

/** Reads a mail with a parser that has nothing in common with what wrote it. */
export async function readMail(source: Buffer, to: readonly string[]): Promise<ReceivedMail> {
	const {
		subject = '',
		text = '',
		html = '',
		messageId = '',
		headers,
	} = await PostalMime.parse(source);
	const find = (what: string, pattern: RegExp, part: string): string => {
		const found = pattern.exec(part)?.[1];
		if (found === undefined) throw new Error(`No ${what} in the mail:\n${text}`);
		return found;
	};
	return {
		to: to.join(', '),
		subject,
		text,
		html,
		messageId,
		raw: source.toString('utf8'),
		header(name) {
			const header = headers.find(({ key }) => key === name.toLowerCase());
			if (!header) throw new Error(`No ${name} in the mail.`);
			return header.value;
		},
		get code() {
			return find('code', /^\s*(\d{6})\s*$/m, text);
		},
		get link() {
			return find('link', /(https?:\/\/\S+#t=[\w-]+)/, text);
		},
		get token() {
			return find('token', /#t=([\w-]{43})(?![\w-])/, text);
		},
	};
}
