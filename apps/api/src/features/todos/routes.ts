import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../../http/app.ts';
import { refTo } from '../../http/schema-ref.ts';
import { IdempotencyHeaders, type WriteOnce } from '../idempotency/index.ts';
import { sessionOf } from '../sessions/index.ts';
import { problems } from './problems.ts';
import { NewTodo, Todo, TodoChanges, TodoParams, TodoReplacement } from './schemas.ts';
import type { Todos } from './service.ts';

/** What the to-do routes need. */
export interface TodoRoutesDeps {
	readonly todos: Todos;
	readonly writeOnce: WriteOnce;
}

const tags = ['todos'];
const access = 'session';

/** A person's to-dos: each sees only their own. */
export function registerTodoRoutes(app: App, deps: TodoRoutesDeps): void {
	for (const schema of [Todo, NewTodo, TodoReplacement, TodoChanges]) app.addSchema(schema);
	registerReads(app, deps);
	registerCreate(app, deps);
	registerChanges(app, deps);
	registerRemove(app, deps);
}

function registerReads(app: App, { todos }: TodoRoutesDeps): void {
	app.get(
		'/todos',
		{
			compress: {},
			config: { access },
			schema: {
				operationId: 'listTodos',
				tags,
				summary: 'All to-dos, oldest first',
				response: { 200: Type.Array(refTo(Todo), { description: 'The to-dos.' }) },
			},
		},
		(request) => todos.list(sessionOf(request).userId),
	);

	app.get(
		'/todos/:id',
		{
			config: { access, failures: [problems.todo_not_found] },
			schema: {
				operationId: 'getTodo',
				tags,
				summary: 'One to-do',
				params: TodoParams,
				response: { 200: refTo(Todo) },
			},
		},
		(request) => todos.get(keyOf(request)),
	);
}

function registerCreate(app: App, { todos, writeOnce }: TodoRoutesDeps): void {
	app.post(
		'/todos',
		{
			config: { access, failures: [problems.todo_limit_reached, ...writeOnce.failures] },
			schema: {
				operationId: 'createTodo',
				tags,
				summary: 'Add a to-do',
				headers: IdempotencyHeaders,
				body: refTo(NewTodo),
				response: { 201: refTo(Todo) },
			},
		},
		(request, reply) =>
			writeOnce(request, reply, 201, (trx) =>
				todos.create(trx, sessionOf(request).userId, request.body),
			),
	);
}

function registerChanges(app: App, { todos, writeOnce }: TodoRoutesDeps): void {
	const shared = {
		tags,
		headers: IdempotencyHeaders,
		params: TodoParams,
		response: { 200: refTo(Todo) },
	};
	const config = { access, failures: [problems.todo_not_found, ...writeOnce.failures] } as const;

	app.put(
		'/todos/:id',
		{
			config,
			schema: {
				...shared,
				operationId: 'replaceTodo',
				summary: 'Replace a to-do',
				body: refTo(TodoReplacement),
			},
		},
		(request, reply) =>
			writeOnce(request, reply, 200, (trx) => todos.update(trx, keyOf(request), request.body)),
	);

	app.patch(
		'/todos/:id',
		{
			config,
			schema: {
				...shared,
				operationId: 'updateTodo',
				summary: 'Change some of a to-do',
				body: refTo(TodoChanges),
			},
		},
		(request, reply) =>
			writeOnce(request, reply, 200, (trx) => todos.update(trx, keyOf(request), request.body)),
	);
}

function registerRemove(app: App, { todos, writeOnce }: TodoRoutesDeps): void {
	app.delete(
		'/todos/:id',
		{
			config: { access, failures: [problems.todo_not_found, ...writeOnce.failures] },
			schema: {
				operationId: 'deleteTodo',
				tags,
				summary: 'Delete a to-do',
				headers: IdempotencyHeaders,
				params: TodoParams,
				response: { 204: Type.Null({ description: 'Deleted.' }) },
			},
		},
		(request, reply) =>
			writeOnce(request, reply, 204, async (trx) => {
				await todos.remove(trx, keyOf(request));
				return null;
			}),
	);
}

function keyOf(request: FastifyRequest<{ Params: Type.Static<typeof TodoParams> }>) {
	return { id: request.params.id, userId: sessionOf(request).userId };
}
