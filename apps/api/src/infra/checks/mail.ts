import { createTransport } from 'nodemailer';
import type { Config } from '../../config.ts';
import { type Finding, praise, warn } from '../../deployment/finding.ts';
import { parseSmtpUrl } from '../mail/smtp-url.ts';

const PATIENCE_MS = 5000;

/**
 * Whether the mail server answers and takes our password. A warning at most: mails wait in the outbox while it does
 * not. Of Resend only the first mail can tell.
 */
export async function checkMail({
	mailVia,
	smtpUrl,
}: Pick<Config, 'mailVia' | 'smtpUrl'>): Promise<readonly Finding[]> {
	if (mailVia !== 'smtp' || smtpUrl === null) return [];
	const server = parseSmtpUrl(smtpUrl);
	const where = server.host;
	const transport = createTransport({
		...server,
		tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
		connectionTimeout: PATIENCE_MS,
		greetingTimeout: PATIENCE_MS,
		socketTimeout: PATIENCE_MS,
		dnsTimeout: PATIENCE_MS,
	});
	try {
		await transport.verify();
		return [praise('SMTP_URL', `${where} answers${server.auth ? ' and takes the password' : ''}`)];
	} catch (error) {
		// The server's own words may repeat the password.
		const { code = 'no reason given' } = error as { code?: string };
		return [warn('SMTP_URL', `${where} takes no mail now (${code}); mails wait until it does`)];
	} finally {
		transport.close();
	}
}
