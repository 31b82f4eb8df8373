import type { AuthRequest } from '@postern/api-client';
import { t } from '#lib/language/index.ts';
import type { Phase } from './mail-phase.ts';

type Mail = Pick<AuthRequest, 'passwordlessType'>;

export function hasCode({ passwordlessType }: Mail): boolean {
	return passwordlessType !== 'LINK';
}

export function hasLink({ passwordlessType }: Mail): boolean {
	return passwordlessType !== 'CODE';
}

/** The heading above a sign-in by mail. */
export function titleOf(phase: Phase): string {
	if (phase.kind === 'gone') return t('Please start again');
	if (phase.kind !== 'over') return t('Check your mail');
	if (phase.how === 'expired') return t('This mail has expired');
	return phase.how === 'used' ? t('This mail has been used') : t('Too many wrong codes');
}

/** "9 minutes", "42 seconds": how long something still holds. */
export function span(seconds: number): string {
	if (seconds >= 90) return t('{count} minutes', { count: Math.round(seconds / 60) });
	return seconds === 1 ? t('1 second') : t('{count} seconds', { count: seconds });
}

/** What a button adds to its name while it waits: " in 42 s", " in 50 min". */
export function waitMark(seconds: number): string {
	if (seconds <= 0) return '';
	return seconds > 120
		? ` ${t('in {count} min', { count: Math.ceil(seconds / 60) })}`
		: ` ${t('in {count} s', { count: seconds })}`;
}
