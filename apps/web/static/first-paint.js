// Runs before the first paint, so it is a file of its own: the policy allows no inline script.
// What it reads was written by lib/ui/theme, lib/language and lib/auth/browser-memory.
(() => {
	const root = document.documentElement;
	let language = navigator.language.slice(0, 2);
	try {
		const theme = localStorage.getItem('postern:theme');
		if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
		language = localStorage.getItem('postern:language') ?? language;
		if (localStorage.getItem('postern:visitor') === 'known') root.dataset.visitor = 'known';
	} catch {
		// Storage is blocked: the system's theme and a signed-out look are right often enough.
	}
	// The languages of lib/language; the page itself was drawn in English.
	if (language === 'de') root.lang = language;
	// The token of a mail's link leaves the address before anything else happens; passwordless/link-token takes it.
	const pages = /^\/(link|register\/link|reset|verify|not-me|change-email|undo)\/?$/;
	let hash = '';
	const hideToken = () => {
		if (!pages.test(location.pathname) || !location.hash.startsWith('#t=')) return;
		hash = location.hash;
		history.replaceState(history.state, '', location.pathname);
	};
	hideToken();
	// A link pasted into this tab changes the fragment and loads nothing.
	addEventListener('popstate', hideToken);
	window.takeLinkHash = () => {
		const taken = hash;
		hash = '';
		return taken;
	};
	// The pages of the app have their titles from the app, which may be waiting for the API.
	addEventListener('DOMContentLoaded', () => {
		document.title ||= 'Postern';
	});
	// A form sent before the app has started would be a page load that loses what was typed.
	addEventListener('submit', (event) => {
		event.preventDefault();
		if (!root.dataset.ready) root.dataset.submitted = event.target.id;
	});
})();
