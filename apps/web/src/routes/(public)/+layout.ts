// Drawn at build time, so that they paint before any script has run.
export const ssr = true;
export const prerender = true;
