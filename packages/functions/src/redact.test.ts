import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, redact } from './redact.ts';

/** As the embedded engine makes them (33 bytes), and longer as Step Functions does. */
const token = fc
  .oneof(
    fc.uint8Array({ minLength: 33, maxLength: 33 }).map((bytes) => Uint8Array.from([1, 0, 0, 0, ...bytes.slice(4)])),
    fc.uint8Array({ minLength: 300, maxLength: 600 }),
  )
  .map((bytes) => Buffer.from(bytes).toString('base64'));

const spelled = (text: string, secret: string): boolean =>
  [secret, encodeURIComponent(secret), secret.replaceAll('/', '\\/')].some((spelling) => text.includes(spelling));

describe('redact', () => {
  it('takes the token out of TaskScheduled parameters and leaves the rest as it was', () => {
    const secret = Buffer.alloc(33, 7).toString('base64');
    const parameters = JSON.stringify({
      FunctionName: 'SendNotification',
      Payload: { input: { incidentId: 'abc', examId: 'e1' }, TaskToken: secret },
    });
    const event = { id: 7, type: 'TaskScheduled', taskScheduledEventDetails: { region: 'us-east-1', parameters } };
    const clean = redact(event);
    expect(JSON.parse(clean.taskScheduledEventDetails.parameters)).toEqual({
      FunctionName: 'SendNotification',
      Payload: { input: { incidentId: 'abc', examId: 'e1' }, TaskToken: REDACTED },
    });
    expect(clean).toMatchObject({ id: 7, type: 'TaskScheduled', taskScheduledEventDetails: { region: 'us-east-1' } });
  });

  it('never lets a token out, wherever and however deep it stands', () => {
    const place = (secret: string) =>
      fc.oneof(
        fc.constant({ TaskToken: secret }),
        fc.constant({ payload: { task_token: secret } }),
        fc.constant([secret]),
        fc.constant({ cause: `Could not send {"taskToken": "${secret}"} to the queue` }),
        fc.constant({ error: `the function failed with ${secret}.` }),
        fc.constant({ link: `https://localhost/callback?token=${encodeURIComponent(secret)}` }),
        fc.constant({ [secret]: true }),
      );
    const nested = token.chain((secret) =>
      fc
        .tuple(
          fc.array(place(secret), { minLength: 1, maxLength: 4 }),
          fc.jsonValue(),
          fc.array(fc.boolean(), { maxLength: 3 }),
        )
        .map(([places, noise, wraps]) => {
          let value: unknown = { places, noise, TaskToken: secret };
          for (const asText of wraps) value = asText ? { parameters: JSON.stringify(value) } : { inner: [value] };
          return { secret, value };
        }),
    );
    fc.assert(
      fc.property(nested, ({ secret, value }) => {
        expect(spelled(JSON.stringify(redact(value)), secret)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('knows a token of the engine without any name beside it', () => {
    fc.assert(
      fc.property(token, fc.constantFrom('', 'was ', 'x"', 'a:'), (secret, before) => {
        expect(redact({ cause: `${before}${secret} and more` }).cause).not.toContain(secret);
      }),
    );
  });

  it('leaves documents without tokens as they are', () => {
    const plain = fc.object({
      values: [
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom(
          'arn:aws:states:us-east-1:111111111111:execution:plagiarism-incident:k7m2q9xd2tk7m2q9xd2tk7m2q9',
          'StudentExceededAllowableExamRetries',
          '{% $states.context.Task.Token %}',
          '2026-11-22T02:00:00.000Z',
          'O\'Brien "quoted" back\\slash 李 😀',
          'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        ),
      ],
      key: fc.constantFrom('incidentId', 'input', 'Type', 'Payload'),
    });
    fc.assert(
      fc.property(plain, (document) => {
        expect(redact(document)).toEqual(document);
      }),
    );
  });

  it('keeps references to the token in a definition', () => {
    const definition = {
      Arguments: { Payload: { TaskToken: '{% $states.context.Task.Token %}', 'TaskToken.$': '$$.Task.Token' } },
    };
    expect(redact(definition)).toEqual(definition);
  });
});
