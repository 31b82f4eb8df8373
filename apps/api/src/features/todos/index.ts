export { registerTodoRoutes } from './routes.ts';
export { createTodos, type Todos } from './service.ts';
export { createTodoStore } from './store.ts';
