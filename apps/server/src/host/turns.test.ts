import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Work that is under way until it is told to end. */
function works(turns: ReturnType<typeof createTurns>) {
  const begun: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const take = (number: number) =>
    turns.take(() => {
      begun.push(number);
      return new Promise<number>((resolve, reject) => {
        ends[number] = (error) => (error ? reject(error) : resolve(number));
      });
    });
  return { begun, ends, take };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('begins everything at once while there is nobody to give way to', () => {
  const { begun, take } = works(createTurns({ giveWay: () => false }));
  for (let number = 0; number < 10; number += 1) void take(number);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('gives way: one after the other, in the order in which they came, and never none', async () => {
  const { begun, ends, take } = works(createTurns({ giveWay: () => true }));
  const results = Array.from({ length: 5 }, (_, number) => take(number));
  for (const number of [0, 1, 2, 3, 4]) {
    expect(begun).toEqual(Array.from({ length: number + 1 }, (_, at) => at));
    ends[number]?.();
    await settled();
  }
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4]);
});

it('begins all that waits when there is nobody to give way to any more', async () => {
  let busy = true;
  const { begun, ends, take } = works(createTurns({ giveWay: () => busy }));
  for (let number = 0; number < 6; number += 1) void take(number);
  busy = false;
  ends[0]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
});

it('goes on after work that failed, and tells whoever asked for it', async () => {
  const { begun, ends, take } = works(createTurns({ giveWay: () => true }));
  const failing = take(0);
  void take(1);
  ends[0]?.(new RangeError('no'));
  await expect(failing).rejects.toThrow('no');
  await settled();
  expect(begun).toEqual([0, 1]);
});
