const KEY = 'postern:theme';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The colours somebody chose here; `system` follows their device. Applied early by first-paint.js. */
class Theme {
	choice = $state.raw<ThemeChoice>('system');

	/** Reads what first-paint.js has applied. */
	load(): void {
		const applied = document.documentElement.dataset['theme'];
		this.choice = applied === 'light' || applied === 'dark' ? applied : 'system';
	}

	choose(choice: ThemeChoice): void {
		this.choice = choice;
		const { dataset } = document.documentElement;
		if (choice === 'system') delete dataset['theme'];
		else dataset['theme'] = choice;
		try {
			if (choice === 'system') localStorage.removeItem(KEY);
			else localStorage.setItem(KEY, choice);
		} catch {
			// Blocked storage: the choice lasts until the next load.
		}
	}
}

export const theme = new Theme();
