// A single-page app; the public pages opt into being drawn at build time.
export const ssr = false;
