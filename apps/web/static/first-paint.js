// Before the first paint; README.md says why each. Every visitor loads these words, too.
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
	const pages = /^\/(link|register\/link|reset|verify|not-me|change-email|undo)\/?$/;
	let hash = '';
	const hideToken = () => {
		if (!pages.test(location.pathname) || !location.hash.startsWith('#t=')) return;
		hash = location.hash;
		history.replaceState(history.state, '', location.pathname);
	};
	hideToken();
	addEventListener('popstate', hideToken);
	window.takeLinkHash = () => {
		const taken = hash;
		hash = '';
		return taken;
	};
	addEventListener('DOMContentLoaded', () => {
		document.title ||= 'Postern';
	});
	addEventListener('submit', (event) => {
		event.preventDefault();
		if (!root.dataset.ready) root.dataset.submitted = event.target.id;
	});
})();
