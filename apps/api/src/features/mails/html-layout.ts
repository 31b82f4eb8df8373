import { contrast, inkOn } from './colours.ts';
import type { Block, Letter } from './blocks.ts';
import { type Markup, markup } from './markup.ts';

/** How mails look, worked out once from the brand. */
export interface Look {
	readonly productName: string;
	/** `#rrggbb`. */
	readonly colour: string;
	readonly logoUrl: string | null;
	readonly supportEmail: string | null;
}

/** The words around a letter that come from its language. */
export interface Words {
	readonly buttonBroken: string;
	readonly support: string;
}

/** The colours of mails on a light screen and on a dark one. Text is readable on every surface. */
export const PALETTE = {
	light: {
		page: '#f3f4f6',
		card: '#ffffff',
		sunken: '#f3f4f6',
		ink: '#14151a',
		quiet: '#565b6b',
		edge: '#868c9b',
	},
	dark: {
		page: '#0d0e12',
		card: '#17191f',
		sunken: '#232732',
		ink: '#f1f2f5',
		quiet: '#a5abba',
		edge: '#6f7687',
	},
} as const;

/** WCAG 2.2, 1.4.11: the edge of a control. */
const EDGE_CONTRAST_MIN = 3;
const SANS = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const MONO = 'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,Courier New,monospace';
const { light, dark } = PALETTE;

const TEXT = `margin:0 0 16px;${SANS};font-size:16px;line-height:1.5;color:${light.ink}`;
const QUIET = `margin:0 0 8px;${SANS};font-size:14px;line-height:1.5;color:${light.quiet}`;
const URL_TEXT = `${QUIET};margin-bottom:20px;overflow-wrap:anywhere;word-break:break-all`;
const TITLE = `margin:0 0 16px;${SANS};font-size:22px;font-weight:600;line-height:1.3;color:${light.ink}`;
const NAME = `margin:0;${SANS};font-size:18px;font-weight:600;line-height:32px;color:${light.ink}`;
const CODE = `display:inline-block;vertical-align:top;margin:0;padding:12px 14px 12px 20px;border-radius:8px;background-color:${light.sunken};${MONO};font-size:32px;font-weight:600;line-height:1.25;letter-spacing:6px;color:${light.ink};-webkit-user-select:all;user-select:all`;
const BUTTON = `display:inline-block;padding:12px 28px;border-radius:8px;${SANS};font-size:16px;font-weight:600;line-height:1.25;text-decoration:none`;

/**
 * Writes a letter as HTML: one column without tables, styles on the elements for programs that drop
 * the style sheet (Gmail with some accounts), and the style sheet for dark screens. The button's colour
 * is the background of a link, so that where padding is ignored (Outlook) it is still a link to press.
 * Nothing is fetched but the logo, if there is one, and nobody is counted.
 */
export function layOutHtml(letter: Letter, words: Words, look: Look): string {
	const { locale, subject, title, blocks, footer } = letter;
	return markup`<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${subject}</title>
${styleSheet(look.colour)}
</head>
<body class="page" style="margin:0;padding:0;background-color:${light.page}">
${preview(letter.preview)}
<div class="page" role="article" aria-roledescription="email" aria-label="${title}" lang="${locale}" dir="ltr" style="padding:32px 16px;background-color:${light.page}">
<div style="max-width:480px;margin:0 auto">
<div style="padding:0 0 16px 4px">${masthead(look)}</div>
<div class="card" style="padding:28px 24px 16px;border-radius:12px;background-color:${light.card}">
<h1 class="ink" style="${TITLE}">${title}</h1>
${blocks.map((block) => blockOf(block, words, look))}
</div>
<div style="padding:20px 4px 0">
${footer.map((text) => markup`<p class="quiet" style="${QUIET}">${text}</p>\n`)}
${supportLine(words, look)}
</div>
</div>
</div>
</body>
</html>
`.html;
}

/**
 * What a list of mails shows, then filler: without it the list would go on with the mail's first words,
 * and on a locked screen that may be the code.
 */
function preview(text: string): Markup {
	const filler = { html: '&#847;&zwnj;&nbsp;'.repeat(100) };
	return markup`<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all">${text} ${filler}</div>`;
}

function masthead({ logoUrl, productName }: Look): Markup {
	if (logoUrl === null) return markup`<p class="ink" style="${NAME}">${productName}</p>`;
	return markup`<img class="logo" src="${logoUrl}" alt="${productName}" height="32" style="display:block;height:32px;width:auto;max-width:240px;border:0;${NAME}">`;
}

function blockOf(block: Block, words: Words, look: Look): Markup {
	switch (block.kind) {
		case 'paragraph':
			return markup`<p class="ink" style="${TEXT}">${block.text}</p>\n`;
		case 'quiet':
			return markup`<p class="quiet" style="${QUIET}">${block.text}</p>\n`;
		case 'code':
			return markup`<div style="margin:0 0 16px"><p class="ink sunken code" style="${CODE}">${block.text}</p></div>\n`;
		case 'link':
			return linkOf(block.label, block.url, words.buttonBroken, look);
	}
}

function linkOf(label: string, url: string, buttonBroken: string, { colour }: Look): Markup {
	const address = webAddress(url);
	const edge = edgeOn(light.card, colour, light.edge);
	const button = `${BUTTON};border:1px solid ${edge};background-color:${colour};color:${inkOn(colour)}`;
	return markup`<p style="margin:0 0 16px"><a class="button" href="${address}" style="${button}">${label}</a></p>
<p class="quiet" style="${QUIET};margin-bottom:0">${buttonBroken}</p>
<p class="quiet" style="${URL_TEXT}"><a class="quiet" href="${address}" style="color:${light.quiet};text-decoration:underline">${address}</a></p>
`;
}

/** @throws {TypeError} for an address that leads anywhere but to a page: `javascript:` in a mail is an attack */
function webAddress(url: string): string {
	if (/^https?:\/\//.test(url) && URL.canParse(url)) return url;
	throw new TypeError('a mail links to web pages only');
}

function supportLine({ support }: Words, { supportEmail }: Look): Markup {
	if (supportEmail === null) return markup``;
	return markup`<p class="quiet" style="${QUIET}">${support} <a class="quiet" href="mailto:${supportEmail}" style="color:${light.quiet};text-decoration:underline">${supportEmail}</a></p>`;
}

/** The button's own colour where it stands out from the card, a grey line where it does not. */
function edgeOn(card: string, colour: string, edge: string): string {
	return contrast(card, colour) >= EDGE_CONTRAST_MIN ? colour : edge;
}

function styleSheet(colour: string): Markup {
	// Of our own constants and a checked colour alone: nothing here needs escaping, and CSS knows no entities.
	const html = `<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
a[x-apple-data-detectors]{color:inherit!important;text-decoration:none!important;font:inherit!important}
@media (prefers-color-scheme:dark){
.page{background-color:${dark.page}!important}
.card{background-color:${dark.card}!important}
.sunken{background-color:${dark.sunken}!important}
.ink{color:${dark.ink}!important}
.quiet{color:${dark.quiet}!important}
.button{border-color:${edgeOn(dark.card, colour, dark.edge)}!important}
.logo{padding:6px 10px!important;border-radius:8px!important;background-color:#ffffff!important;color:#14151a!important}
}
</style>
<!--[if mso]><style>p,h1,a{font-family:Arial,sans-serif!important}.code{font-family:Consolas,monospace!important}</style><![endif]-->`;
	return { html };
}
