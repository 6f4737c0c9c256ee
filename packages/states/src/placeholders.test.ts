// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are what this is about
import { describe, expect, it } from 'vitest';
import { fillPlaceholders } from './placeholders.ts';

describe('placeholders', () => {
  it('become ARNs, parts of texts and numbers, as they stand', () => {
    const { text } = fillPlaceholders(
      '{"Resource": "${Fn}", "FunctionName": "${Fn.Arn}:live", "TimeoutSeconds": ${Seconds}, "Comment": "a \\"${X}\\" b"}',
    );
    expect(JSON.parse(text)).toEqual({
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Fn',
      FunctionName: 'FnArn:live',
      TimeoutSeconds: 99_999_999,
      Comment: 'a "X" b',
    });
  });

  it('are known where they stand, whole or in part', () => {
    const { text, isFilledAt } = fillPlaceholders(
      '{"a": "${One}", "b": "x${Two}", "c": 1${Three}, "d": "no", "e": {"f": ${Four}}}',
    );
    const at = (found: string) => isFilledAt(1, text.indexOf(found) + 1);
    expect(['"arn:', '"xTwo', '11', '1}'].map(at)).toEqual([true, true, true, true]);
    expect(['{"a"', '"a"', '"b"', '"no"', '{"f"'].map(at)).toEqual([false, false, false, false, false]);
  });

  it('leave everything else as it is', () => {
    const text = '{"a": "$.b", "c": "{% $x %}", "d": "$${ }"}\n';
    expect(fillPlaceholders(text).text).toBe(text);
  });

  it('do not move what is found behind them', () => {
    const line = '  "A": "${One}", "B": "${Two}", "C": bad';
    const filled = fillPlaceholders(`{\n${line}\n}`);
    const column = filled.text.split('\n')[1]!.indexOf('bad') + 1;
    expect(filled.locate(2, column)).toEqual({ line: 2, column: line.indexOf('bad') + 1 });
    expect(filled.locate(2, 3)).toEqual({ line: 2, column: 3 });
    expect(filled.locate(1, 1)).toEqual({ line: 1, column: 1 });
  });
});
