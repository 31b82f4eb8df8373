import type { AuthRequest } from '@postern/api-client';
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
	if (phase.kind === 'gone') return 'Please start again';
	if (phase.kind !== 'over') return 'Check your mail';
	if (phase.how === 'expired') return 'This mail has expired';
	return phase.how === 'used' ? 'This mail has been used' : 'Too many wrong codes';
}

/** "9 minutes", "42 seconds": how long something still holds. */
export function span(seconds: number): string {
	if (seconds >= 90) return `${String(Math.round(seconds / 60))} minutes`;
	return seconds === 1 ? '1 second' : `${String(seconds)} seconds`;
}

/** What a button adds to its name while it waits: " in 42 s", " in 50 min". */
export function waitMark(seconds: number): string {
	if (seconds <= 0) return '';
	return seconds > 120 ? ` in ${String(Math.ceil(seconds / 60))} min` : ` in ${String(seconds)} s`;
}
