import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskTokens } from './task-token.ts';

const tokens = new TaskTokens(Buffer.alloc(32, 7));

describe('task tokens', () => {
  it('give back what they were issued for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 48 }),
        fc.integer({ min: 1, max: 2 ** 32 - 1 }),
        (executionId, seq) => {
          const token = tokens.issue({ executionId, seq });
          expect(token.length).toBeLessThanOrEqual(2048);
          expect(tokens.read(token)).toEqual({ executionId, seq });
        },
      ),
    );
  });

  it('are the same for the same wait, and different for different ones', () => {
    expect(tokens.issue({ executionId: 5, seq: 1 })).toBe(tokens.issue({ executionId: 5, seq: 1 }));
    expect(tokens.issue({ executionId: 5, seq: 1 })).not.toBe(tokens.issue({ executionId: 5, seq: 2 }));
  });

  it('are refused when a single bit was altered', () => {
    const bytes = Buffer.from(tokens.issue({ executionId: 12, seq: 3 }), 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      expect(tokens.read(altered.toString('base64'))).toBeUndefined();
    }
  });

  it('are refused when issued with another key, cut, padded, or no token at all', () => {
    const token = tokens.issue({ executionId: 12, seq: 3 });
    expect(new TaskTokens(Buffer.alloc(32, 8)).read(token)).toBeUndefined();
    for (const other of [token.slice(0, -1), `${token}A`, ` ${token}`, token.replaceAll('A', 'A\n'), '', 'x', '🦉']) {
      if (other !== token) expect(tokens.read(other)).toBeUndefined();
    }
  });
});
