import type { MailSink } from './mail-sink.ts';
import { median } from './report.ts';
import { WEB_ORIGIN } from './requests.ts';

const MAIL = '/auth/passwordless/email';

/** Signs people in by code, one after another; medians in milliseconds. @throws when one is refused */
export async function signInByCode(
	apiUrl: string,
	sink: MailSink,
	count: number,
	nextEmail: () => string,
): Promise<{ send: number; mail: number; verify: number }> {
	const times: Record<'send' | 'mail' | 'verify', number[]> = { send: [], mail: [], verify: [] };
	for (let index = 0; index < count; index += 1) {
		const email = nextEmail();
		const mail = sink.nextTo(email);
		const begun = performance.now();
		const sent = await post(`${apiUrl}${MAIL}/send`, { email });
		times.send.push(performance.now() - begun);
		const code = /^\s*(\d{6})\s*$/m.exec(await mail)?.[1];
		times.mail.push(performance.now() - begun);
		const { authRequestId } = (await sent.json()) as { authRequestId: string };
		const cookie = sent.headers.getSetCookie()[0]?.split(';')[0] ?? '';
		const proving = performance.now();
		await post(`${apiUrl}${MAIL}/verify/code`, { authRequestId, code }, cookie);
		times.verify.push(performance.now() - proving);
	}
	return { send: median(times.send), mail: median(times.mail), verify: median(times.verify) };
}

async function post(url: string, body: object, cookie?: string): Promise<Response> {
	const response = await fetch(url, {
		method: 'POST',
		headers: {
			...{ 'content-type': 'application/json', origin: WEB_ORIGIN },
			...(cookie === undefined ? {} : { cookie }),
		},
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
	return response;
}
