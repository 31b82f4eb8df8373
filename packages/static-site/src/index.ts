export { createStaticSite, type StaticSite, type StaticSiteOptions } from './static-site.ts';
