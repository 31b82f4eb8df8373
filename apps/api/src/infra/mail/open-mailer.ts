import type { Config } from '../../config.ts';
import type { Mailer } from '../../ports/mailer.ts';
import { createResendMailer } from './resend.ts';
import { createSmtpMailer } from './smtp.ts';

/**
 * The way mail leaves by the settings. No connection is made before the first mail: a provider that is
 * down does not keep the API from starting. Null for the dev mailbox, which is no way out.
 * @throws {Error} naming the setting that cannot be used
 */
export function openMailer({
	mailVia,
	mailFrom: from,
	smtpUrl,
	resendApiKey,
	resendUrl,
}: Pick<Config, 'mailVia' | 'mailFrom' | 'smtpUrl' | 'resendApiKey' | 'resendUrl'>): Mailer | null {
	if (mailVia === 'smtp' && smtpUrl !== null) return openSmtp(smtpUrl, from);
	if (mailVia === 'resend' && resendApiKey !== null) {
		return createResendMailer({ apiKey: resendApiKey, url: resendUrl, from });
	}
	return null;
}

function openSmtp(url: string, from: Config['mailFrom']): Mailer {
	try {
		return createSmtpMailer({ url, from });
	} catch (error) {
		throw new Error(`SMTP_URL: ${error instanceof Error ? error.message : 'cannot be used'}`, {
			cause: error,
		});
	}
}
