// Node's own server by hand: no framework, no check. What nothing in JavaScript is likely to beat.
import { createServer } from 'node:http';
import { leaveCookies, options, person } from './shared.mjs';

leaveCookies(['none=1']);
const body = JSON.stringify(person(0));
createServer((request, response) => {
	const isKnown = request.url === '/users/me';
	response.writeHead(isKnown ? 200 : 404, {
		'content-type': 'application/json; charset=utf-8',
		'content-length': isKnown ? body.length : 0,
	});
	response.end(isKnown ? body : '');
}).listen(options.port, '127.0.0.1');
