export { registerTodoRoutes } from './routes.ts';
export { createTodos } from './service.ts';
export { createTodoStore } from './store.ts';
