import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Mailer } from '../../ports/mailer.ts';

/** A span for each try to hand over a mail, without a word of whom it is for or what it says. */
export function traceMailer(mailer: Mailer, tracer: Tracer): Mailer {
	return {
		...mailer,
		async send(mail, signal) {
			const span = tracer.startSpan('send mail', { kind: SpanKind.CLIENT, root: true });
			try {
				await mailer.send(mail, signal);
			} catch (error) {
				// Its message may quote the address.
				span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
				span.setStatus({ code: SpanStatusCode.ERROR });
				throw error;
			} finally {
				span.end();
			}
		},
	};
}
