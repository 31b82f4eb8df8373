export { type BrowserCookie, createBrowserCookie } from './cookie.ts';
export { createNotMe } from './not-me.ts';
export { registerKnownBrowserRoutes } from './routes.ts';
export { createKnownBrowsers, type KnownBrowsers } from './service.ts';
export { createKnownBrowserStore } from './store.ts';
