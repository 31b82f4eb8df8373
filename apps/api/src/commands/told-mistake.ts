/** Tells why a command did not do its work; answers the exit code: 2 when it was called wrongly, 1 otherwise. */
export function toldMistake(error: unknown, usage: string): 1 | 2 {
	console.error(error instanceof Error ? error.message : error);
	const isCall =
		error instanceof TypeError &&
		'code' in error &&
		String(error.code).startsWith('ERR_PARSE_ARGS_');
	if (isCall) console.error(usage);
	return isCall ? 2 : 1;
}
