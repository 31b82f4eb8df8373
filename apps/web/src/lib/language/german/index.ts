import type { Catalogue } from '../catalogue.ts';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { common } from './common.ts';
import { fieldErrors } from './field-errors.ts';
import { home } from './home.ts';
import { joining } from './joining.ts';
import { link } from './link.ts';
import { passwords } from './passwords.ts';
import { problems } from './problems.ts';
import { session } from './session.ts';
import { settingsProfile } from './settings-profile.ts';
import { settingsSessions } from './settings-sessions.ts';
import { signIn } from './sign-in.ts';
import { todos } from './todos.ts';
import { ui } from './ui.ts';

/** Every sentence of the app in German, by its English text. */
export const german: Catalogue = {
	...common,
	...ui,
	...home,
	...signIn,
	...joining,
	...link,
	...session,
	...problems,
	...passwords,
	...fieldErrors,
	...todos,
	...settingsProfile,
	...settingsSessions,
	...activity,
	...account,
};
