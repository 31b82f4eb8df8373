/** Sentences by their English text, which is the app's first language and needs no table. */
export type Catalogue = Readonly<Record<string, string>>;
