import { expect, it } from 'vitest';
import { takingTurns } from './turns.ts';

it('does one after the other what shares a key, in order, and at once what does not', async () => {
  const takeTurn = takingTurns();
  const log: string[] = [];
  const end: Record<string, () => void> = {};
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await new Promise<void>((resume) => {
      end[name] = resume;
    });
    log.push(`${name} ends`);
  };
  const settled = () => new Promise((resume) => setImmediate(resume));
  const all = [
    takeTurn(['a'], work('1')),
    takeTurn(['b', 'a'], work('2')),
    takeTurn(['b'], work('3')),
    takeTurn([], work('4')),
  ];
  await settled();
  expect(log.splice(0).toSorted()).toEqual(['1 begins', '4 begins']);
  for (const name of ['1', '4', '2', '3']) {
    end[name]?.();
    await settled();
  }
  await Promise.all(all);
  expect(log).toEqual(['1 ends', '2 begins', '4 ends', '2 ends', '3 begins', '3 ends']);
});

it('goes on after what failed', async () => {
  const takeTurn = takingTurns();
  const failed = takeTurn(['a'], () => Promise.reject(new TypeError('so')));
  const next = takeTurn(['a'], async () => 'done');
  await expect(failed).rejects.toThrow('so');
  expect(await next).toBe('done');
});
