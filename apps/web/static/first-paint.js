// A file of its own: the policy allows no inline script. It reads what lib/ui/theme, language and auth keep.
(() => {
	const root = document.documentElement;
	let language = navigator.language.slice(0, 2);
	try {
		const theme = localStorage.getItem('postern:theme');
		if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
		language = localStorage.getItem('postern:language') ?? language;
		if (localStorage.getItem('postern:visitor') === 'known') root.dataset.visitor = 'known';
	} catch {
		// Storage is blocked.
	}
	if (language === 'de') root.lang = language;
	// A link's token leaves the address at once; passwordless/link-token takes it.
	const pages = /^\/(link|register\/link|reset|verify|not-me|change-email|undo)\/?$/;
	let hash = '';
	const hideToken = () => {
		if (!pages.test(location.pathname) || !location.hash.startsWith('#t=')) return;
		hash = location.hash;
		history.replaceState(history.state, '', location.pathname);
	};
	hideToken();
	// A link that is pasted loads nothing.
	addEventListener('popstate', hideToken);
	window.takeLinkHash = () => {
		const taken = hash;
		hash = '';
		return taken;
	};
	// The app may wait for the API.
	addEventListener('DOMContentLoaded', () => {
		document.title ||= 'Postern';
	});
	// A form sent before the app has started would lose what was typed.
	addEventListener('submit', (event) => {
		event.preventDefault();
		if (!root.dataset.ready) root.dataset.submitted = event.target.id;
	});
})();
