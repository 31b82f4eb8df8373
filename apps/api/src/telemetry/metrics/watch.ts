import { SECOND_MS } from '../../ports/clock.ts';
import { SECURITY_EVENTS, type SecurityEvent } from '../../ports/trail.ts';
import type { MailOutcome, Watch } from '../../ports/watch.ts';
import type { Registry } from './registry.ts';

type Method = NonNullable<SecurityEvent['method']>;
type Told = Pick<SecurityEvent, 'name' | 'method'>;

const METHODS: readonly Method[] = ['password', 'link', 'code'];
const MAIL_OUTCOMES: readonly MailOutcome[] = ['sent', 'retry', 'parked', 'expired'];

/** Refusals that say by which way somebody tried to get in. */
const REFUSED: Partial<Record<SecurityEvent['name'], Method>> = {
	password_wrong: 'password',
	code_wrong: 'code',
	code_tries_spent: 'code',
	link_other_browser: 'link',
	link_expired: 'link',
	link_used: 'link',
};

/** From a mail that leaves at once to one that waited as long as a provider was away. */
const MAIL_SECONDS = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 3600];

/** Counts what the features tell. Every series is there from the start, so that its first step is seen. */
export function createCountingWatch(registry: Registry): Watch {
	const events = registry.counter({
		name: 'postern_security_events_total',
		help: 'What was written into the trail, by its name and whether it succeeded.',
		labels: ['name', 'outcome'],
	});
	const signIns = registry.counter({
		name: 'postern_sign_ins_total',
		help: 'Sign-ins, and secrets that were refused, by the way somebody came.',
		labels: ['method', 'outcome'],
	});
	const mails = registry.counter({
		name: 'postern_mails_total',
		help: 'Tries to hand over a mail: sent, to be tried again, given up (parked), or too late (expired).',
		labels: ['outcome'],
	});
	const waited = registry.histogram({
		name: 'postern_mail_delay_seconds',
		help: 'Time from when a mail was put into the outbox until the provider had taken it over.',
		bounds: MAIL_SECONDS,
	})();
	for (const method of METHODS)
		for (const outcome of ['success', 'failure']) signIns(method, outcome);
	for (const outcome of MAIL_OUTCOMES) mails(outcome);
	for (const [name, { outcome }] of Object.entries(SECURITY_EVENTS)) events(name, outcome);

	return {
		securityEvent(event) {
			events(event.name, SECURITY_EVENTS[event.name].outcome).inc();
			const signIn = signInOf(event);
			if (signIn !== null) signIns(...signIn).inc();
		},
		mail(outcome, waitedMs) {
			mails(outcome).inc();
			if (outcome === 'sent') waited.observe(Math.max(0, waitedMs) / SECOND_MS);
		},
		mailsExpired: (count) => mails('expired').inc(count),
	};
}

function signInOf({ name, method }: Told): [method: Method, outcome: 'success' | 'failure'] | null {
	if (name === 'signed_in' && method !== undefined) return [method, 'success'];
	if (name === 'account_disabled' && method !== undefined) return [method, 'failure'];
	const refused = REFUSED[name];
	return refused === undefined ? null : [method ?? refused, 'failure'];
}
