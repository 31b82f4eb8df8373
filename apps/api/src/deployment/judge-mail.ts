import { type Finding, refuse } from './finding.ts';

/** What is judged about how mail leaves. */
export interface MailSettings {
	readonly isProduction: boolean;
	readonly mailVia: 'mailbox' | 'smtp' | 'resend' | null;
	readonly smtpUrl: string | null;
	readonly resendApiKey: string | null;
	readonly mailFrom: { readonly address: string };
}

/** Nobody signs in where mail does not leave. */
export function judgeMail(settings: MailSettings): Finding[] {
	return [...judgeWay(settings), ...(settings.isProduction ? judgeProduction(settings) : [])];
}

function judgeWay({ mailVia, smtpUrl, resendApiKey }: MailSettings): Finding[] {
	if (mailVia === 'smtp' && smtpUrl === null) {
		return [refuse('SMTP_URL', 'is required by MAIL_VIA=smtp')];
	}
	if (mailVia === 'resend' && resendApiKey === null) {
		return [refuse('RESEND_API_KEY', 'is required by MAIL_VIA=resend')];
	}
	return [];
}

function judgeProduction({ mailVia, mailFrom }: MailSettings): Finding[] {
	const findings: Finding[] = [];
	if (mailVia === null) {
		findings.push(refuse('MAIL_VIA', 'is required in production: smtp or resend'));
	}
	if (mailVia === 'mailbox') {
		findings.push(
			refuse('MAIL_VIA', 'mailbox shows everybody’s mail, and is refused in production'),
		);
	}
	if (mailFrom.address.endsWith('.localdomain')) {
		const why = 'is required in production, like Postern <no-reply@example.com>';
		findings.push(refuse('MAIL_FROM', why));
	}
	return findings;
}
