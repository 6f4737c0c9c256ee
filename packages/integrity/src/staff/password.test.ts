import { expect, it } from 'vitest';
import { hashPassword, isPassword } from './password.ts';

it('knows the password that was hashed, in whatever way its characters are composed, and no other', async () => {
  const stored = await hashPassword('Zo\u00eb and the 李 of 1984');
  expect(await isPassword('Zoe\u0308 and the 李 of 1984', stored)).toBe(true);
  expect(await isPassword('Zoe and the 李 of 1984', stored)).toBe(false);
  expect(await isPassword('', stored)).toBe(false);
});

it('salts: the same password has two hashes, and neither holds it', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(first).not.toBe(second);
  expect(first).not.toContain('correct');
});

it('takes a text that is no hash for no password', async () => {
  expect(await isPassword('', '')).toBe(false);
  expect(await isPassword('x', 'plain$x')).toBe(false);
});
