import { error, redirect } from '@sveltejs/kit';
import type { User } from '@postern/api-client';
import { goto } from '$app/navigation';
import { navigating } from '$app/state';
import { auth, SessionLost } from '#lib/auth/index.ts';
import { signInLink } from '#lib/navigation/sign-in-link.ts';
import type { LayoutLoad } from './$types';

/**
 * The one guard. Nothing below this folder is drawn before it has answered; a page that asks for data in
 * a `load` of its own must `await parent()` first, because Kit runs the two side by side.
 */
export const load: LayoutLoad = async ({ url }): Promise<{ user: User; pathname: string }> => {
	// Read before the first await: Kit then asks again for each page, and not only for the first.
	const { pathname, search } = url;
	const outcome = await auth.ensureAuthenticated();
	if (outcome.kind === 'signed-in' || outcome.kind === 'unconfirmed') {
		return { user: outcome.user, pathname };
	}
	if (outcome.kind === 'unreachable') {
		error(503, 'The API does not answer.', { kind: 'unreachable' });
	}
	if (outcome.kind === 'signed-out' && outcome.interrupted) {
		const { user, problem } = outcome.interrupted;
		const isBack = await auth.signedInAgain(problem).then(() => true, wasLost);
		if (isBack) return { user, pathname };
	}
	// Kit hides the hash from a load; the page being left still knows it.
	const { hash } = navigating.to?.url ?? location;
	const link = signInLink({ pathname, search, hash });
	// A redirect of a step through the history would leave its address as it was.
	if (navigating.type === 'popstate') {
		await goto(link, { replaceState: true });
		return new Promise<never>(() => undefined);
	}
	redirect(307, link);
};

function wasLost(error: unknown): false {
	if (error instanceof SessionLost) return false;
	throw error;
}
