import compress from '@fastify/compress';
import { createStaticSite, type StaticSite } from '@postern/static-site';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { type Deployment, deriveDeployment } from './deployment/derive.ts';
import { registerAccountDeletionRoutes } from './features/account-deletion/index.ts';
import { registerEmailChangeRoutes } from './features/email-changes/index.ts';
import { registerHealthRoutes } from './features/health/index.ts';
import { createWriteOnce } from './features/idempotency/index.ts';
import {
	createBrowserCookie,
	registerKnownBrowserRoutes,
} from './features/known-browsers/index.ts';
import { registerPasswordChangeRoutes } from './features/password-changes/index.ts';
import { registerPasswordSignInRoutes } from './features/password-sign-in/index.ts';
import { registerPasswordlessRoutes } from './features/passwordless/index.ts';
import { registerPersonalDataRoutes } from './features/personal-data/index.ts';
import { registerRegistrationRoutes } from './features/registration/index.ts';
import { registerSessionWatchRoutes } from './features/session-watch/index.ts';
import { registerSecurityEventRoutes } from './features/security-events/index.ts';
import { registerProfileRoutes } from './features/profiles/index.ts';
import {
	createCredentialReader,
	registerSessionAccess,
	registerSessionRoutes,
} from './features/sessions/index.ts';
import { registerTodoRoutes } from './features/todos/index.ts';
import { registerUserRoutes } from './features/users/index.ts';
import { registerVerificationRoutes } from './features/verification/index.ts';
import type { App } from './http/app.ts';
import { registerBodies } from './http/bodies.ts';
import { registerEdge } from './http/edge.ts';
import { registerErrorReplies } from './http/error-reply.ts';
import { registerSharedFailures } from './http/failures.ts';
import { createHostCookie, type HostCookie } from './http/host-cookie.ts';
import type { Limits } from './http/limits.ts';
import { registerReference } from './http/reference/index.ts';
import { registerRequestLog } from './http/request-log.ts';
import { serverOptions } from './http/server-options.ts';
import { noPlaces, type Places } from './ports/places.ts';
import type { RequestLog } from './ports/request-log.ts';
import { personalDataRules } from './personal-data.ts';
import { createServices, type Services } from './services.ts';
import type { ServiceResources } from './services/resources.ts';

/** What the app is built from. */
export interface Resources extends ServiceResources {
	readonly limits: Limits;
	/** Gets the line of each request. */
	readonly requestLogger: RequestLog;
	/** Whether the process was told to stop, and should get no requests; unset for never. */
	readonly isStopping?: () => boolean;
	/** Puts hooks before all others, for whoever counts or follows requests. */
	readonly watchRequests?: ((app: App) => void) | undefined;
	/** Unset: no place is known. */
	readonly places?: Places;
}

/** The app, and the services behind it for those who start it. */
export interface BuiltApp {
	readonly app: App;
	readonly services: Services;
}

const COMPRESS_FROM_BYTES = 1024;

/** Wires everything together. Nothing listens and nothing is written yet. */
export async function buildApp(resources: Resources): Promise<BuiltApp> {
	const { config, logger } = resources;
	const services = createServices(resources);
	const deployment = deriveDeployment(config);
	const { isCrossSite, isSecure, apiPath } = deployment;
	const cookies = {
		session: createHostCookie('session', config.apiUrl, isCrossSite),
		browser: createHostCookie('browser', config.apiUrl, isCrossSite),
	};
	const { trustedProxies } = config;
	const site = siteOf(config);
	const options = serverOptions({ logger, trustedProxies, isSecure, apiPath, site });
	const app = Fastify(options).withTypeProvider<TypeBoxTypeProvider>();
	resources.watchRequests?.(app);
	await registerSurroundings(app, resources, deployment, cookies.session.name);
	registerFeatures(app, services, resources, cookies);
	app.addHook('onReady', services.passwords.warmUp);
	// While the last requests are answered, the last mails may leave.
	app.addHook('preClose', (done) => {
		void services.outboxWorker.stop();
		services.sessionWatch.close();
		done();
	});
	app.addHook('onClose', async () => {
		services.housekeeping.stop();
		await services.outboxWorker.stop();
		resources.mailer.close();
		await services.lastSeen.flush();
		await resources.news.close();
	});
	return { app, services };
}

/** The built SPA, where this process serves it too. */
function siteOf({ webDir, apiUrl }: Resources['config']): StaticSite | null {
	if (webDir === null) return null;
	return createStaticSite({ root: webDir, apiUrl, isSecure: apiUrl.startsWith('https:') });
}

/** What stands around every route, known to none. */
async function registerSurroundings(
	app: App,
	{ config, storage, limits, requestLogger }: Resources,
	{ apiOrigin, isSecure, isCrossSite, foreignOrigins }: Deployment,
	cookieName: string,
): Promise<void> {
	const { apiUrl, apiDocs, mailVia, webOrigins } = config;
	registerBodies(app);
	registerErrorReplies(app, storage.isUnavailable);
	registerRequestLog(app, requestLogger);
	registerEdge(app, {
		...{ limits, isSecure },
		// The reference and the dev mailbox are pages of the API's own origin that send requests.
		allowedOrigins: apiDocs || mailVia === 'mailbox' ? [...webOrigins, apiOrigin] : webOrigins,
		foreignOrigins: isCrossSite ? foreignOrigins : [],
	});
	await app.register(compress, { global: false, threshold: COMPRESS_FROM_BYTES });
	await registerReference(app, { apiUrl, cookieName, isPublic: apiDocs });
	registerSharedFailures(app);
}

/** The guard first, then everything it guards. */
function registerFeatures(
	app: App,
	services: Services,
	{
		config: { webUrl, stepUpSeconds, unverifiedMay },
		storage: { ping },
		clock,
		places = noPlaces,
		isStopping = () => false,
	}: Resources,
	cookies: Readonly<Record<'session' | 'browser', HostCookie>>,
): void {
	const { session: cookie } = cookies;
	const { sessions, passwords, todos, profiles, idempotency, checkSession, securityEvents } =
		services;
	const readCredential = createCredentialReader(cookie);
	const browser = createBrowserCookie(cookies.browser);
	const writeOnce = createWriteOnce({ idempotency, sessions });
	registerSessionAccess(app, {
		...{ readCredential, clock, unverifiedMay, check: checkSession, look: services.lookAtSession },
		recentSeconds: stepUpSeconds,
	});
	registerPasswordSignInRoutes(app, {
		...{ passwords, sessions, cookie, browser, readCredential },
		passwordSignIn: services.passwordSignIn,
		trail: securityEvents,
	});
	const byMail = { readCredential, webUrl, browser, sessionCookie: cookie };
	registerPasswordlessRoutes(app, { ...byMail, passwordless: services.passwordless });
	registerRegistrationRoutes(app, { ...byMail, registration: services.registration });
	registerVerificationRoutes(app, { ...byMail, verification: services.verification });
	registerSessionRoutes(app, {
		...{ sessions, cookie, readCredential },
		ownSessions: services.ownSessions,
		...places,
	});
	registerSessionWatchRoutes(app, { readCredential, sessionWatch: services.sessionWatch });
	registerKnownBrowserRoutes(app, { notMe: services.notMe });
	registerPasswordChangeRoutes(app, {
		...{ cookie, ownPassword: services.ownPassword, passwordReset: services.passwordReset },
	});
	registerUserRoutes(app);
	registerSecurityEventRoutes(app, { securityEvents, ...places });
	registerPersonalDataRoutes(app, {
		personalData: services.personalData,
		rules: personalDataRules,
	});
	registerAccountDeletionRoutes(app, { accountDeletion: services.accountDeletion, cookie });
	registerEmailChangeRoutes(app, {
		emailChanges: services.emailChanges,
		...{ browser, sessionCookie: cookie },
	});
	registerProfileRoutes(app, { profiles, writeOnce });
	registerTodoRoutes(app, { todos, writeOnce });
	registerHealthRoutes(app, { ping, isStopping });
}
