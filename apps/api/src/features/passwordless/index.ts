export { createBrowserCookie } from './browser.ts';
export { registerPasswordlessRoutes } from './routes.ts';
export { createPasswordless } from './service.ts';
export { createSignUp } from './sign-up.ts';
export {
	AuthRequest,
	PasswordlessEmailSent,
	ResendPasswordlessEmailBody,
	VerifyPasswordlessCodeBody,
	VerifyPasswordlessLinkBody,
} from './schemas.ts';
