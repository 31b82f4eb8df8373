export type { Brand, Locale, MailContent, MailData, MailTemplate, WrittenMail } from './content.ts';
export { localeOf } from './locale.ts';
export { createMailWriter } from './writer.ts';
