import { expect, it } from 'vitest';
import { cheapPasswords } from '../testing/test-deps.ts';
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

it('costs a new hash 32 MiB, and takes one that was made at another cost', async () => {
  expect((await hashPassword('correct horse')).split('$').slice(0, 4)).toEqual(['scrypt', '32768', '8', '1']);
  const cheap = await hashPassword('correct horse', cheapPasswords);
  expect(await isPassword('correct horse', cheap)).toBe(true);
  expect(await isPassword('wrong horse', cheap)).toBe(false);
});
