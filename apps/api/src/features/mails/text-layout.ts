import type { Block, Letter } from './blocks.ts';

/** Quoted once or twice in a reply it still fits into 80 columns (RFC 3676, 4.2). */
const COLUMNS = 72;

/** Writes a letter as plain text. A link and a code stand alone on their line, ready to be copied. */
export function layOutText(letter: Letter, support: string | null): string {
	const parts = [
		letter.title,
		...letter.blocks.map(textOf),
		...letter.footer,
		...(support === null ? [] : [support]),
	];
	return `${parts.map(wrap).join('\n\n')}\n`;
}

function textOf(block: Block): string {
	return block.kind === 'link' ? block.url : block.text;
}

/** Breaks at spaces alone: a link is never broken. */
function wrap(text: string): string {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const longer = `${lines.at(-1) ?? ''} ${word}`;
		if (lines.length > 0 && longer.length <= COLUMNS) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines.join('\n');
}
