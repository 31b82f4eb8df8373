/**
 * Reads Retry-After (RFC 9110 10.2.3), seconds or a date, as whole seconds from now.
 * A browser shows it to scripts only when the API lists it in Access-Control-Expose-Headers.
 */
export function retryAfterSeconds(
	headers: Readonly<Record<string, unknown>>,
	now = Date.now(),
): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string') return undefined;
	if (/^\d{1,9}$/.test(value)) return Number(value);
	const date = value.endsWith('GMT') ? Date.parse(value) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
