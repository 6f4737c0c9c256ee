import { describe, expect, it } from 'vitest';
import { ApiError } from './errors.ts';
import { flag, integer, list, oneOf, readRequest, required, structure, text } from './shape.ts';

const shape = {
  secret: text({ max: 3, maxBytes: 4, sensitive: true }),
  name: required(text({ min: 1, max: 3 })),
  count: integer(0, 10),
  kind: oneOf(['A', 'B']),
  on: flag(),
  tags: list(structure({ key: required(text({ min: 1 })) }), { max: 2 }),
};

function refusal(body: object): ApiError {
  try {
    readRequest(shape, body as never);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new TypeError('nothing was refused');
}

describe('a request', () => {
  it('is read, without what is null or unknown', () => {
    expect(readRequest(shape, { name: 'abc', count: null, tags: [{ key: 'k' }], other: 1 })).toEqual({
      name: 'abc',
      tags: [{ key: 'k' }],
    });
  });

  it('is refused with all that is wrong with it, in the words of AWS', () => {
    expect(refusal({ name: '', count: 11, kind: 'C' })).toMatchObject({
      code: 'ValidationException',
      message:
        "3 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value '11' at 'count' failed to satisfy constraint: Member must have value less than or equal to 10; " +
        "Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
    });
    expect(refusal({}).message).toBe(
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    );
    expect(refusal({ name: 'a', tags: [{}] }).message).toContain("at 'tags.1.member.key'");
  });

  it('is refused without what is sensitive in it', () => {
    expect(refusal({ name: 'a', secret: 'abcd' }).message).toBe(
      "1 validation error detected: Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 3",
    );
    expect(refusal({ name: 'a', secret: '€€' }).message).toBe(
      "1 validation error detected: Value at 'secret' failed to satisfy constraint: Member must have size less than or equal to 4 bytes in UTF-8 encoding",
    );
  });

  it('is refused in few words, however large it is', () => {
    expect(refusal({ name: 'a'.repeat(4096) }).message).toContain(`Value '${'a'.repeat(4096)}' at 'name'`);
    expect(refusal({ name: 'a'.repeat(100_000) }).message).toContain(`Value '${'a'.repeat(4096)}...' at 'name'`);
    const { message } = refusal({ name: 'a', tags: Array.from({ length: 100_000 }, () => ({})) });
    expect(message).toMatch(/^1000 validation errors detected: /);
    expect(message.length).toBeLessThan(8192);
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    expect(refusal({ name: 'a', tags: [{ key: 'k' }, { key: 'l' }, { key: 'm', deep }] }).message).toBe(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2",
    );
  });

  it('is refused as not serialised where a member has the wrong type', () => {
    const wrong = [
      { name: 1 },
      { name: 'a', count: 'x' },
      { name: 'a', count: 1.5 },
      { name: 'a', on: 'true' },
      { name: 'a', tags: {} },
    ];
    for (const body of wrong) expect(refusal(body).code).toBe('SerializationException');
    expect(refusal([]).code).toBe('SerializationException');
  });

  it('counts characters, not code units', () => {
    expect(readRequest(shape, { name: '🦉🦉🦉' })).toEqual({ name: '🦉🦉🦉' });
  });

  it('does not take members from the prototype', () => {
    expect(refusal(JSON.parse('{"__proto__": {"name": "a"}}') as object).code).toBe('ValidationException');
  });
});
