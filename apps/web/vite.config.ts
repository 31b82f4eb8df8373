import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/** Answers /config.json while developing; in production the host serves that file. */
function runtimeConfig(): Plugin {
	const answer = JSON.stringify({ apiUrl: process.env['API_URL'] ?? 'http://localhost:8000' });
	return {
		name: 'postern:runtime-config',
		configureServer(server) {
			server.middlewares.use('/config.json', (_, response) => {
				response.setHeader('content-type', 'application/json');
				response.setHeader('cache-control', 'no-store');
				response.end(answer);
			});
		},
	};
}

/** Of what src/hooks.server.ts writes into each page. */
function firstPaintHash(): string {
	const text = readFileSync(new URL('src/first-paint.js', import.meta.url));
	return createHash('sha256').update(text).digest('base64');
}

/**
 * What this app never takes of axios: its fetch adapter (in a browser it takes XMLHttpRequest), forms, a query of its
 * own making (the connection makes it), progress, tokens that cancel and the table of status names.
 */
const LEFT_OUT_OF_AXIOS =
	/\/(fetch|HttpStatusCode|toFormData|toURLEncodedForm|formDataToJSON|AxiosURLSearchParams|CancelToken|progressEventReducer|spread)\.js$/;

/** Leaves those out. That is 6 kB of every first visit; test/size.test.ts keeps the count. */
function leanAxios(): Plugin {
	const NAME = '\0postern:left-out-of-axios';
	return {
		name: 'postern:lean-axios',
		apply: 'build',
		enforce: 'pre',
		resolveId(source, importer = '') {
			const isLeftOut = LEFT_OUT_OF_AXIOS.test(source) && /axios.lib/.test(importer);
			return isLeftOut && this.environment.name === 'client' ? NAME : null;
		},
		load: (id) =>
			id === NAME
				? 'export const getFetch = () => false, progressEventReducer = 0; export default {};'
				: null,
	};
}

/**
 * Leaves out what each code of a problem is called a second time, in the table that is generated from the contract: it
 * is asked only whether it has a code, and every page loads it.
 */
function leanCodes(): Plugin {
	return {
		name: 'postern:lean-codes',
		apply: 'build',
		enforce: 'pre',
		transform: (code, id) =>
			/generated.schemas.problem-code\.ts$/.test(id)
				? code.replaceAll(/^(\s*(\w+): )'\2'/gm, '$11')
				: null,
	};
}

/**
 * What every page loads of our own, and the sign-in page, go into one file: a dozen small ones compress 2 kB worse.
 * The password form, the code and the dialog that asks people back in wait for the pages that need them.
 */
const COMMON = new RegExp(
	[
		// Of the API's operations those of signing in; the others go where they are called.
		'packages/(api-client/src/(?!generated/(?!schemas|sign-in))|safe-path/)',
		'src/lib/(problems|forms/field-errors|deployment|language/(index|language)|navigation|auth/(?!SignIn|session-problems))',
		'src/lib/passwordless/(EmailForm|index|request-memory|start-by-mail|transport)',
		'src/lib/ui/(Button|Callout|countdown|FailureNote|Logo|Spinner|TextField|theme|ThemeToggle|LanguageChoice|WideLink)',
		'src/routes/(\\+layout.svelte|NotSetUp)',
		'src/routes/\\(public\\)/(Frame|Step|sign-in/(\\+|SignedOut))',
	].join('|'),
);

/**
 * What several pages behind common have in common, again each in one file: the code of a mail, what is known of a mail,
 * and what every page behind the sign-in needs. Nothing is in one of these that a page loads without the rest of it.
 */
const CODE = /src\/lib\/passwordless\/(Code|Story|code-text)/;
const MAIL = /src\/lib\/passwordless\/(deadlines|link-sign-in|mail-phase|mail-sign-in|sign-ins)/;
const WORDS = /src\/lib\/passwordless\/(link-token|mail-problems|words)/;
const WORK = new RegExp(
	[
		'src/routes/\\(protected\\)/(\\+layout|Header|KeptNotice|Reconnecting|VerifyBar|protected)',
		'src/lib/auth/(SignInAgain|session-problems|when-back)',
		'src/lib/(forms/(LeaveGuard|unsaved)|ui/(Choice|Dialog|NoticeList|Skeleton))',
	].join('|'),
);

export default defineConfig({
	plugins: [
		// Vite minifies for the browsers named below; Tailwind's own pass would rewrite light-dark() for older ones.
		tailwindcss({ optimize: false }),
		sveltekit({
			// Compressed once here, with the best there is, so that no host has to do it for each visitor.
			adapter: adapter({ fallback: '200.html', precompress: true }),
			prerender: {
				handleHttpError({ path, message }) {
					// app.html preloads it; it is written where the build is deployed, never by the build.
					if (path !== '/config.json') throw new Error(message);
				},
			},
			csp: {
				mode: 'hash',
				directives: {
					'default-src': ['none'],
					// Kit adds the hash of its own script, which starts the app.
					'script-src': ['self', `sha256-${firstPaintHash()}`],
					'style-src': ['self'],
					// Kit's live region, which announces the new page, hides itself with a style attribute. This is
					// the hash of that one attribute (test/policy.test.ts compares it with Kit's file).
					'style-src-attr': [
						'unsafe-hashes',
						'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=',
					],
					// The API's address is a runtime setting, so the build cannot name it. The files in hosting/
					// narrow this to the one address with a header; the browser then applies both.
					'connect-src': ['self', 'https:', 'http://localhost:*'],
					'img-src': ['self', 'data:'],
					'font-src': ['self'],
					'manifest-src': ['self'],
					'base-uri': ['none'],
					'object-src': ['none'],
					// Forms are sent by script; a form sent without it would put a password into an address.
					'form-action': ['none'],
					'require-trusted-types-for': ['script'],
					'trusted-types': ['svelte-trusted-html'],
				},
			},
		}),
		runtimeConfig(),
		leanAxios(),
		leanCodes(),
	],
	// The first browsers that know light-dark().
	build: { cssTarget: ['chrome123', 'firefox128', 'safari17.5'] },
	environments: {
		client: {
			build: {
				rolldownOptions: {
					preserveEntrySignatures: 'allow-extension',
					output: {
						codeSplitting: {
							// Taking the framework along as well breaks Kit's way to its error page.
							includeDependenciesRecursively: false,
							groups: [
								{ name: 'common', test: COMMON },
								{ name: 'code', test: CODE },
								{ name: 'mail', test: MAIL },
								{ name: 'words', test: WORDS },
								{ name: 'work', test: WORK },
							],
						},
					},
				},
			},
		},
	},
	server: { port: 5173, strictPort: true },
});
