export { type Budget, type Budgets, createBudgets, type Spending } from './service.ts';
export { createBudgetStore } from './store.ts';
