export type { Brand, Locale, MailContent, MailData, WrittenMail } from './content.ts';
export { localeOf } from './locale.ts';
export { createMailWriter } from './writer.ts';
