// Every visitor loads this, so README.md says why.
(() => {
	const root = document.documentElement;
	let language = navigator.language.slice(0, 2);
	try {
		const theme = localStorage.getItem('postern:theme');
		if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
		language = localStorage.getItem('postern:language') ?? language;
		if (localStorage.getItem('postern:visitor') === 'known') root.dataset.visitor = 'known';
	} catch {
		// Blocked.
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
	addEventListener('click', ({ target }) => {
		const link = target.closest('a[href^="/sign-in"]');
		if (link && !root.dataset.ready) link.search = location.search;
	});
	addEventListener('submit', (event) => {
		event.preventDefault();
		if (!root.dataset.ready) root.dataset.submitted = event.target.id;
	});
})();
