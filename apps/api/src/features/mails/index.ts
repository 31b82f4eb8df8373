export type { Brand, Locale, MailContent, MailData, WrittenMail } from './content.ts';
export { LOCALES } from './content.ts';
export { localeOf, supportedLocale } from './locale.ts';
export { sightingOf } from './sighting.ts';
export { createMailWriter } from './writer.ts';
export type { PasswordChange } from './passwords/texts.ts';
