/**
 * The page of the dev mailbox. It asks for the mails again and again and shows the one that is named after
 * the # in the address, or, where there is room for both, the newest.
 * @typedef {{ id: string, to: string, subject: string, text: string, html: string, sentAt: string }} Message
 */

const ASK_EVERY_MS = 1500;
// Beside this file, under whatever path the API lives.
const MESSAGES = new URL('messages', import.meta.url).pathname;
const TABS = ['html', 'text', 'raw'];

/** @type {<T extends HTMLElement>(id: string) => T} */
const part = (id) => document.getElementById(id);
const isWide = matchMedia('(min-width: 720px)');

/** @type {readonly Message[]} */
let messages = [];
/** @type {string | null} */
let tag = null;
let tab = 'html';
/** What the panel shows, so that it is drawn again only when that changes. */
let drawn = '';
const seen = new Set();

/** Asks for the mails, and draws them when they are not the ones that are there. */
async function ask() {
	const headers = tag === null ? {} : { 'if-none-match': tag };
	const reply = await fetch(MESSAGES, { headers, cache: 'no-store' });
	notify(reply.ok || reply.status === 304 ? null : `The API answered ${reply.status}.`);
	if (!reply.ok) return;
	const isFirst = tag === null;
	const known = new Set(messages.map(({ id }) => id));
	tag = reply.headers.get('etag');
	messages = await reply.json();
	const [newest] = messages;
	if (!isFirst && newest && !known.has(newest.id)) {
		part('news').textContent = `New mail to ${newest.to}: ${newest.subject}`;
	}
	draw();
}

async function askForEver() {
	for (;;) {
		try {
			if (!document.hidden) await ask();
		} catch {
			notify('The API does not answer. Trying again …');
		}
		await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
	}
}

function notify(text) {
	part('notice').hidden = text === null;
	if (part('notice').textContent !== text) part('notice').textContent = text;
}

/** The mails of the address that is filtered by. */
function shown() {
	const wanted = part('filter').value.trim().toLowerCase();
	return messages.filter(({ to }) => to.toLowerCase().includes(wanted));
}

/** The mail that is open. */
function current() {
	const chosen = messages.find(({ id }) => id === location.hash.slice(1));
	return chosen ?? (isWide.matches ? shown()[0] : undefined);
}

function draw() {
	const message = current();
	if (message) seen.add(message.id);
	const unread = messages.filter(({ id }) => !seen.has(id)).length;
	document.title = unread > 0 ? `(${unread}) Dev mailbox` : 'Dev mailbox';
	part('clear').hidden = messages.length === 0;
	part('empty').hidden = messages.length > 0;
	part('list').hidden = messages.length === 0;
	part('no-match').hidden = shown().length > 0;
	part('message').hidden = message === undefined;
	part('panes').classList.toggle('has-message', message !== undefined);
	drawRows(message);
	if (message) drawMessage(message);
}

function drawRows(message) {
	const focused = document.activeElement?.getAttribute('href');
	const rows = shown().map(({ id, to, subject, sentAt }) => {
		const link = element('a', { className: seen.has(id) ? 'row' : 'row unread', href: `#${id}` });
		if (id === message?.id) link.setAttribute('aria-current', 'true');
		link.append(
			element('span', { textContent: to }),
			timeElement(element('time'), sentAt),
			element('span', { className: 'what', textContent: subject }),
		);
		const row = element('li');
		row.append(link);
		return row;
	});
	part('rows').replaceChildren(...rows);
	if (focused?.startsWith('#')) part('rows').querySelector(`[href="${focused}"]`)?.focus();
}

/** @param {Message} message */
function drawMessage(message) {
	part('subject').textContent = message.subject;
	part('to').textContent = message.to;
	timeElement(part('sent-at'), message.sentAt);
	// Both stand alone on their line, so that a person finds them as easily.
	const [code] = /^\d{6}$/m.exec(message.text) ?? [];
	const [link] = /^https?:\/\/\S+$/m.exec(message.text) ?? [];
	part('copy').hidden = code === undefined;
	part('code').textContent = code ?? '';
	part('open').hidden = link === undefined;
	part('open').href = link ?? '';
	for (const name of TABS) {
		part(`tab-${name}`).setAttribute('aria-selected', String(name === tab));
		part(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
	}
	part('panel').setAttribute('aria-labelledby', `tab-${tab}`);
	if (drawn === `${message.id} ${tab}`) return;
	drawn = `${message.id} ${tab}`;
	part('panel').replaceChildren(tab === 'html' ? frameOf(message) : textOf(message));
}

/** The mail as its program would show it: without scripts, and apart from this page. */
function frameOf({ id, subject }) {
	const frame = element('iframe', { title: subject });
	frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
	frame.src = `${MESSAGES}/${id}/html`;
	return frame;
}

function textOf({ id, text }) {
	const pre = element('pre', { textContent: tab === 'text' ? text : '' });
	if (tab === 'raw') void readRaw(id, pre);
	return pre;
}

async function readRaw(id, pre) {
	const reply = await fetch(`${MESSAGES}/${id}/raw`).catch(() => null);
	pre.textContent = reply?.ok ? await reply.text() : 'It cannot be read now.';
}

function element(name, properties = {}) {
	return Object.assign(document.createElement(name), properties);
}

function timeElement(time, sentAt) {
	const date = new Date(sentAt);
	const isToday = date.toDateString() === new Date().toDateString();
	time.dateTime = sentAt;
	time.title = date.toLocaleString();
	time.textContent = isToday ? date.toLocaleTimeString() : date.toLocaleString();
	return time;
}

async function copyCode() {
	const code = part('code').textContent;
	try {
		await navigator.clipboard.writeText(code);
		part('news').textContent = `Copied ${code}`;
		part('copy').firstChild.textContent = 'Copied ';
		setTimeout(() => (part('copy').firstChild.textContent = 'Copy code '), 1500);
	} catch {
		// Only pages over TLS and on localhost may write to the clipboard.
		getSelection()?.selectAllChildren(part('code'));
	}
}

async function clear() {
	const reply = await fetch(MESSAGES, { method: 'DELETE' }).catch(() => null);
	if (!reply?.ok) notify(`It was not cleared: the API answered ${reply?.status ?? 'nothing'}.`);
	else location.hash = '';
}

/** Opens the mail before or after the one that is open. */
function step(by) {
	const rows = shown();
	const at = rows.findIndex(({ id }) => id === current()?.id);
	const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
	if (next) location.hash = next.id;
	part('rows').querySelector(`[href="#${next?.id}"]`)?.scrollIntoView({ block: 'nearest' });
}

function show(name) {
	tab = name;
	draw();
}

const KEYS = {
	ArrowDown: () => step(1),
	ArrowUp: () => step(-1),
	j: () => step(1),
	k: () => step(-1),
	c: () => part('copy').hidden || void copyCode(),
	o: () => part('open').hidden || part('open').click(),
	Escape: () => (location.hash = ''),
};

addEventListener('keydown', (event) => {
	const isTyping = event.target.matches('input[type="search"]');
	const isScrolling = event.key.startsWith('Arrow') && part('panel').contains(event.target);
	const isCommand = event.ctrlKey || event.metaKey || event.altKey;
	if (isTyping || isScrolling || isCommand || !Object.hasOwn(KEYS, event.key)) return;
	event.preventDefault();
	KEYS[event.key]();
});

for (const [index, name] of TABS.entries()) {
	part(`tab-${name}`).addEventListener('click', () => show(name));
	part(`tab-${name}`).addEventListener('keydown', ({ key }) => {
		const by = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[key];
		if (by === undefined) return;
		const next = TABS[(index + by) % TABS.length];
		show(next);
		part(`tab-${next}`).focus();
	});
}

part('copy').addEventListener('click', () => void copyCode());
part('clear').addEventListener('click', () => void clear());
part('filter').addEventListener('input', draw);
addEventListener('hashchange', draw);
isWide.addEventListener('change', draw);
void askForEver();
