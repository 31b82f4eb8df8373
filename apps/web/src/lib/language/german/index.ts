import type { Catalogue } from '../catalogue.ts';
import { common } from './common.ts';

/** Every sentence of the app in German, by its English text. */
export const german: Catalogue = { ...common };
