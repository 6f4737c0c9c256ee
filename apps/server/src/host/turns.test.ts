import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Work that is under way until it is told to end. */
function works(giveWay: () => boolean) {
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const turns = createTurns({ giveWay });
  const take = (number: number) =>
    turns.take(() => {
      begun.push(number);
      return new Promise<number>((resolve, reject) => {
        ends[number] = (error) => (error ? reject(error) : resolve(number));
      });
    });
  const end = async (number: number, error?: Error) => {
    ends[number]?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, end, take };
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

it('begins a bounded number at once, and each of the others when one has ended, in the order in which they came', async () => {
  const { begun, end, take } = works(() => false);
  const results = upTo(100).map(take);
  expect(begun).toEqual(upTo(32));
  for (const number of upTo(100)) {
    await end(number);
    expect(begun).toEqual(upTo(Math.min(100, 33 + number)));
  }
  expect(await Promise.all(results)).toEqual(upTo(100));
});

it('begins fewer while it gives way, and never none', async () => {
  const { begun, end, take } = works(() => true);
  for (const number of upTo(10)) void take(number);
  expect(begun).toEqual(upTo(4));
  await end(3);
  await end(0);
  expect(begun).toEqual(upTo(6));
});

it('begins no more when it has to give way until enough have ended, and more when it need not any longer', async () => {
  let busy = false;
  const { begun, end, take } = works(() => busy);
  for (const number of upTo(60)) void take(number);
  busy = true;
  for (const number of upTo(28)) await end(number);
  expect(begun).toEqual(upTo(32));
  await end(28);
  expect(begun).toEqual(upTo(33));
  busy = false;
  await end(29);
  expect(begun).toEqual(upTo(60));
});

it('goes on after work that failed, and tells whoever asked for it', async () => {
  const { begun, end, take } = works(() => true);
  const failed = expect(take(0)).rejects.toThrow('no');
  for (const number of [1, 2, 3, 4]) void take(number);
  await end(0, new RangeError('no'));
  await failed;
  expect(begun).toEqual(upTo(5));
});
