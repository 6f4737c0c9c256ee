import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResource } from '../asl/resource.ts';
import { type LambdaResponse, lambdaInvoke } from './lambda.ts';
import { packHistory, unpackHistory } from './packed-history.ts';

const answerOf = async (response: Partial<LambdaResponse>, nowMs = Date.UTC(2026, 5, 1)): Promise<string> => {
  const answer = await lambdaInvoke(async () => ({ statusCode: 200, payload: '{"a":1}', ...response }))({
    resource: parseResource('arn:aws:states:::lambda:invoke')!,
    parameters: { FunctionName: 'f' },
    parametersText: '{}',
    context: {
      idempotencyKey: 'k',
      executionArn: 'e',
      stateMachineArn: 'm',
      attempt: 0,
      nowMs,
      signal: new AbortController().signal,
    },
  });
  return JSON.stringify(answer);
};

describe('packed history', () => {
  it('keeps of an answer what varies, and gives it back to the letter', async () => {
    const answer = await answerOf({ requestId: '3b1f7f0e-3f0c-4a3e-9a55-0d3f3a9c7b11' });
    const text = `[1,1,1]\n${answer}["TaskSubmitted"]\n{"x":${answer},"y":[${answer}]}`;
    const packed = packHistory(text);
    expect(unpackHistory(packed)).toBe(text);
    expect(packed.length).toBeLessThan(text.length / 4);
  });

  it('reads what older versions packed', () => {
    expect(unpackHistory('["TaskStarted",1,0\u0005]["TaskStarted",1,0\u0006]')).toBe(
      '["TaskStarted",1,0,"lambda","invoke.waitForTaskToken"]["TaskStarted",1,0,"lambda","invoke"]',
    );
  });

  it('leaves answers that look different as they are', async () => {
    for (const response of [
      { logResult: 'abc' },
      { statusCode: 202 },
      { requestId: 'a"b\\c' },
      { executedVersion: '7|8' },
    ]) {
      const text = await answerOf(response);
      expect(unpackHistory(packHistory(text))).toBe(text);
    }
  });

  it('gives any text back', async () => {
    const answer = await answerOf({ requestId: 'r' });
    const piece = fc.oneof(
      fc.string(),
      fc.nat(answer.length).map((length) => answer.slice(0, length)),
      fc.nat(answer.length).map((start) => answer.slice(start)),
      fc.constantFrom(
        answer,
        ',"lambda","invoke.waitForTaskToken"',
        ',"lambda","invoke"]',
        '\u0001',
        '\u0002',
        '\u0006',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = pieces.join('');
        // JSON text has no such characters, so nothing is unpacked that was not packed.
        fc.pre(!['\u0001', '\u0004', '\u0005', '\u0006'].some((mark) => text.includes(mark)));
        expect(unpackHistory(packHistory(text))).toBe(text);
      }),
    );
  });
});
