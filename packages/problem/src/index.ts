export { defineProblems, type ProblemKind } from './kinds.ts';
export { Problem, type ProblemOptions } from './problem.ts';
export { toDocument, PROBLEM_MEDIA_TYPE, type ProblemDocument } from './document.ts';
