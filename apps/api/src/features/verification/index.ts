export { registerVerificationRoutes } from './routes.ts';
export { createVerification } from './service.ts';
