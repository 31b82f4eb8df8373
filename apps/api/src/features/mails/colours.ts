const WHITE = '#ffffff';
const BLACK = '#000000';
/** WCAG 2.2, 1.4.3: text. */
const TEXT_CONTRAST_MIN = 4.5;

/** How different two colours written `#rrggbb` look, from 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
	const [light, dark] = [luminance(one), luminance(other)].sort((left, right) => right - left);
	return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** White where it can be read on a colour, black elsewhere; one of the two always can. */
export function inkOn(colour: string): string {
	return contrast(WHITE, colour) >= TEXT_CONTRAST_MIN ? WHITE : BLACK;
}

function luminance(colour: string): number {
	const value = Number.parseInt(colour.slice(1), 16);
	const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255].map((channel) => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
