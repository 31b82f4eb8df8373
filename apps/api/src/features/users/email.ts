const LENGTH_MAX = 254;
const LOCAL_LENGTH_MAX = 64;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;
const EDGE_SPACES = /^[ \t]+|[ \t]+$/g;

/**
 * The normal form under which an address is stored and found: plain ASCII, lower case. Null for what is
 * no address of one mailbox. Quoted local parts, comments and lists are refused, since mail programs
 * disagree about where they lead (nodemailer < 7.0.7, next-auth CVE-2022-35924), and so is everything
 * outside ASCII, before any case folding: `'\u212A'.toLowerCase()` is `k` (Auth.js GHSA-7rqj-j65f-68wh).
 */
export function normalizeEmail(text: string): string | null {
	if (text.length > 2 * LENGTH_MAX) return null;
	const trimmed = text.replace(EDGE_SPACES, '');
	if (trimmed.length > LENGTH_MAX || !/^[\x21-\x7e]+$/.test(trimmed)) return null;
	const address = trimmed.toLowerCase();
	const [local = '', domain = '', ...rest] = address.split('@');
	if (rest.length > 0 || local.length > LOCAL_LENGTH_MAX || !LOCAL.test(local)) return null;
	return isDomain(domain) ? address : null;
}

function isDomain(domain: string): boolean {
	const labels = domain.split('.');
	return (
		labels.length >= 2 &&
		labels.every((label) => LABEL.test(label)) &&
		TOP_LABEL.test(labels.at(-1) ?? '')
	);
}
