const LENGTH_MIN = 12;
const LENGTH_MAX = 256;

/** What is wrong with a new password, for the field that it was typed into; nothing when it is good. */
export function checkNewPassword(
	password: string,
	_of: { readonly email: string },
): readonly { readonly path: string; readonly message: string }[] {
	const length = Array.from(password).length;
	if (length < LENGTH_MIN)
		return [{ path: 'password', message: 'must have at least 12 characters' }];
	if (length > LENGTH_MAX)
		return [{ path: 'password', message: 'must have at most 256 characters' }];
	return [];
}
