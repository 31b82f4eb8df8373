export { generatePassword } from './generate.ts';
export { createPasswordHasher, type HashCost } from './hasher.ts';
export { problems as passwordProblems } from './problems.ts';
export { checkNewPassword } from './rules.ts';
export { createPasswords, type Passwords } from './service.ts';
export { createPasswordStore } from './store.ts';
