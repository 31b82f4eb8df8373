/** The languages mails are written in. */
export const LOCALES = ['en', 'de'] as const;

/** One of them. */
export type Locale = (typeof LOCALES)[number];
