const DIRECTIVE = /^\s*(eslint-(?:disable|enable)(?:-next-line|-line)?|@ts-expect-error)\b/;

/** @type {import('eslint').Rule.RuleModule} */
const describedDisable = {
	meta: {
		type: 'suggestion',
		schema: [],
		messages: { missing: 'Say why, after "--": {{ directive }} rule-name -- the reason.' },
	},
	create(context) {
		return {
			Program() {
				for (const comment of context.sourceCode.getAllComments()) {
					const directive = DIRECTIVE.exec(comment.value)?.[1];
					const isSilent = !/\s--\s+\S/.test(comment.value);
					if (directive?.startsWith('eslint-disable') && isSilent && comment.loc) {
						context.report({ loc: comment.loc, messageId: 'missing', data: { directive } });
					}
				}
			},
		};
	},
};

/** Our own rules: an exception without a reason is an exception for ever. */
export const plugin = { rules: { 'described-disable': describedDisable } };
