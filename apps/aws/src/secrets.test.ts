import { manualClock } from '@resit/integrity/testing/test-deps';
import { expect, it } from 'vitest';
import { madeFrom, SecretUnusable, secretReader } from './secrets.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pepper';
function service(answers: (string | Error | undefined)[]) {
  let asked = 0;
  const send = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer instanceof Error) throw answer;
    return { SecretString: answer };
  };
  return { client: { send } as never, asked: () => asked };
}

it('asks once for many readings, and again after a quarter of an hour', async () => {
  const clock = manualClock();
  const { client, asked } = service(['first', 'second']);
  const read = secretReader(ARN, clock, client);
  expect(await Promise.all([read(), read(), read()])).toEqual(['first', 'first', 'first']);
  clock.advance(14 * 60_000);
  expect(await read()).toBe('first');
  expect(asked()).toBe(1);
  clock.advance(60_000);
  expect(await read()).toBe('second');
});

it('keeps no reading that failed', async () => {
  const read = secretReader(ARN, manualClock(), service([new TypeError('away'), 'there']).client);
  await expect(read()).rejects.toThrow('away');
  expect(await read()).toBe('there');
});

it('refuses a secret that holds no text', async () => {
  await expect(secretReader(ARN, manualClock(), service([undefined]).client)()).rejects.toThrow(SecretUnusable);
});

it('makes a thing from a secret once, and anew when the secret was rotated', async () => {
  let secret = 'a';
  const make = madeFrom(
    async () => secret,
    (from) => ({ from }),
  );
  const first = await make();
  expect(await make()).toBe(first);
  secret = 'b';
  expect(await make()).toEqual({ from: 'b' });
});
