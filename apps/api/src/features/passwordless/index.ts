export { createEnter, type EnterDeps } from './enter.ts';
export { createMailProof, type MailProofDeps } from './mail-proof.ts';
export type { Asker, Shower, SignedInByMail } from './people.ts';
export { problems as passwordlessProblems } from './problems.ts';
export {
	askerOf,
	proofFailures,
	type ProofOperations,
	type ProofRoutesDeps,
	registerProofRoutes,
} from './proof-routes.ts';
export { checkWish, registerPasswordlessRoutes } from './routes.ts';
export {
	AuthRequest,
	PasswordlessEmailSent,
	ResendPasswordlessEmailBody,
	VerifyPasswordlessCodeBody,
	VerifyPasswordlessLinkBody,
} from './schemas.ts';
export { createPasswordless } from './service.ts';
export { createSignUp, type SignUp } from './sign-up.ts';
