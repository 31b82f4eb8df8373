export { configure, type RequestOptions } from './http.ts';
export { createConnection, type Connection, type ConnectionOptions } from './connection.ts';
export { Problem, type FieldError, type ProblemInit } from './problem.ts';
export { Unreachable, type UnreachableKind } from './unreachable.ts';
export * from './generated/operations.ts';
export type { ProblemCode } from './generated/schemas/problem-code.ts';
export type { Todo } from './generated/schemas/todo.ts';
export type { User } from './generated/schemas/user.ts';
