/** What was found out about one setting. The message follows its name: `API_URL: must …`. */
export interface Finding {
	/** `refused` stops the start, `warning` is logged once, `good` is what the doctor says beside them. */
	readonly verdict: 'refused' | 'warning' | 'good';
	readonly setting: string;
	readonly message: string;
}

/** A setting that must not be used so. */
export const refuse = (setting: string, message: string): Finding => ({
	verdict: 'refused',
	setting,
	message,
});

/** A setting that somebody should look at. */
export const warn = (setting: string, message: string): Finding => ({
	verdict: 'warning',
	setting,
	message,
});

/** A setting that does what it should. */
export const praise = (setting: string, message: string): Finding => ({
	verdict: 'good',
	setting,
	message,
});

/** The line that stops a start. */
export const lineOf = ({ setting, message }: Finding): string => `${setting}: ${message}`;
