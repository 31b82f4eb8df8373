/** HTML that may be put into HTML as it is. */
export interface Markup {
	readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** What a text is written as inside HTML, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template whose values are escaped unless they are markup already; lists are joined. */
export function markup(
	strings: TemplateStringsArray,
	...values: readonly (string | Markup | readonly Markup[])[]
): Markup {
	const html = values.reduce(
		(written: string, value, index) => written + htmlOf(value) + (strings[index + 1] ?? ''),
		strings[0] ?? '',
	);
	return { html };
}

function htmlOf(value: string | Markup | readonly Markup[]): string {
	if (typeof value === 'string') return escapeHtml(value);
	if ('html' in value) return value.html;
	return value.map(({ html }) => html).join('');
}
