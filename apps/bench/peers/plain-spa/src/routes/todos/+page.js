import { redirect } from '@sveltejs/kit';
import { ask } from '../../lib/api.js';

export async function load() {
	try {
		const [user, todos] = await Promise.all([ask('/users/me'), ask('/todos')]);
		return { user, todos };
	} catch {
		redirect(307, '/sign-in');
	}
}
