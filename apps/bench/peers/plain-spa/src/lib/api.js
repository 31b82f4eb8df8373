// Postern's own API, named at build time, which is how a plain app does it. `npm run bench spa` has it here.
const API = 'https://api.postern.test:8196';

/** Asks it with the session's cookie; the body of the answer, or an error with its status. */
export async function ask(path, body) {
	const response = await fetch(API + path, {
		credentials: 'include',
		...(body && {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}),
	});
	if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
	return response.json();
}
