import { defineProblems } from '@postern/problem';

/** How to-dos can fail. Another person's to-do does not exist. */
export const problems = defineProblems({
	todo_not_found: { status: 404, title: 'There is no such to-do.' },
	todo_limit_reached: { status: 409, title: 'The list is full. Delete some to-dos first.' },
});
