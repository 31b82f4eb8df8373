/** How long a browser may take to begin with a download. */
const KEPT_MS = 60_000;

/** Hands a text to the browser, to be saved as a file. */
export function saveFile(name: string, text: string, type = 'application/json'): void {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => {
		URL.revokeObjectURL(url);
	}, KEPT_MS);
}
