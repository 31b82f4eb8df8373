export { generatePassword } from './generate.ts';
export { createPasswordHasher, type HashCost, type PasswordHasher } from './hasher.ts';
export { problems as passwordProblems, passwordError, refusedPassword } from './problems.ts';
export { createPasswordRules, PASSWORD_LENGTH } from './rules.ts';
export { createPasswords, type Passwords, type ProvenPassword } from './service.ts';
export { createPasswordStore } from './store.ts';
