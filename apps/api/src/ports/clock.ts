/** The time in milliseconds since 1970. A port, so that tests can move it. */
export type Clock = () => number;

/** Milliseconds in a second, a minute and a day. */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;
