import { describe, expect, it } from 'vitest';
import { parseResource } from '../asl/resource.ts';
import { type InvokeLambda, LambdaServiceFailure, lambdaFunction, lambdaInvoke } from './lambda.ts';
import { type LambdaHandler, lambdaHandlers } from './lambda-handlers.ts';
import { JsonText, TaskFailure } from './task-handler.ts';

const call = (parameters: object, arn = 'arn:aws:states:::lambda:invoke') => ({
  resource: parseResource(arn)!,
  parameters: parameters as never,
  parametersText: JSON.stringify(parameters),
  context: {
    idempotencyKey: 'key-1',
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
    attempt: 0,
    nowMs: 0,
    signal: new AbortController().signal,
  },
});

async function failureOf(promise: Promise<unknown>): Promise<TaskFailure> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(TaskFailure);
  return thrown as TaskFailure;
}

const functions: Record<string, LambdaHandler> = {
  echo: (event) => event,
  context: (_, context) => context,
  raises: () => {
    throw Object.assign(new RangeError('too far'), { name: 'TooFar' });
  },
};
const invoke = lambdaHandlers({
  find: (name) => functions[name],
  region: 'us-east-1',
  account: '123456789012',
  newId: () => 'id-1',
});

describe('lambda:invoke', () => {
  it('hands over the payload and answers as the Invoke API does', async () => {
    const answer = (await lambdaInvoke(invoke)(call({ FunctionName: 'echo', Payload: { a: [1] } }))) as never;
    expect(answer).toMatchObject({ ExecutedVersion: '$LATEST', Payload: { a: [1] }, StatusCode: 200 });
    expect(answer).toMatchObject({
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: 'id-1' },
    });
  });

  it('takes names, ARNs and qualifiers', async () => {
    for (const FunctionName of [
      'echo',
      'arn:aws:lambda:eu-west-1:123456789012:function:echo:live',
      '123456789012:function:echo',
    ]) {
      expect(await lambdaInvoke(invoke)(call({ FunctionName, Payload: 1 }))).toMatchObject({ Payload: 1 });
    }
  });

  it('tells the handler the execution and the key that stays the same', async () => {
    const answer = await lambdaInvoke(invoke)(call({ FunctionName: 'context' }));
    expect(answer).toMatchObject({
      Payload: { functionName: 'context', clientContext: { custom: { idempotencyKey: 'key-1' } } },
    });
  });

  it('sends text as it is, and fails where that is not JSON', async () => {
    expect(await lambdaInvoke(invoke)(call({ FunctionName: 'echo', Payload: '"hello"' }))).toMatchObject({
      Payload: 'hello',
    });
    const failure = await failureOf(lambdaInvoke(invoke)(call({ FunctionName: 'echo', Payload: 'hello' })));
    expect(failure.error).toBe('Lambda.InvalidRequestContentException');
  });

  it('fails with the name that the handler threw, and its report as the cause', async () => {
    const failure = await failureOf(lambdaInvoke(invoke)(call({ FunctionName: 'raises' })));
    expect(failure.error).toBe('TooFar');
    expect(JSON.parse(failure.reason)).toMatchObject({ errorType: 'TooFar', errorMessage: 'too far' });
  });

  it('fails with Lambda.ResourceNotFoundException where there is no such function', async () => {
    const failure = await failureOf(lambdaInvoke(invoke)(call({ FunctionName: 'nobody' })));
    expect(failure.error).toBe('Lambda.ResourceNotFoundException');
    expect(failure.reason).toBe(
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST ' +
        '(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: id-1; Proxy: null)',
    );
  });

  it.each([
    [{}, '$LATEST'],
    [{ Qualifier: 'live' }, 'live'],
  ])('says which version of it was not found, also where the endpoint does not %#', async (rest, version) => {
    const message = 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody';
    const missing: InvokeLambda = async () => {
      throw new LambdaServiceFailure({ serviceCode: 'ResourceNotFoundException', statusCode: 404, message });
    };
    const failure = await failureOf(lambdaInvoke(missing)(call({ FunctionName: 'nobody', ...rest })));
    expect(failure.reason.startsWith(`${message}:${version} (Service: AWSLambda;`)).toBe(true);
  });

  it('shows the end of the log to whoever asks, empty where nobody keeps one', async () => {
    const answer = async (parameters: object) => lambdaInvoke(invoke)(call({ FunctionName: 'echo', ...parameters }));
    expect(await answer({ LogType: 'Tail' })).toMatchObject({ LogResult: '' });
    expect(await answer({ LogType: 'None' })).not.toHaveProperty('LogResult');
  });

  it('fails with the service error that Retry blocks name', async () => {
    const throttled: InvokeLambda = async () => {
      throw new LambdaServiceFailure({
        serviceCode: 'TooManyRequestsException',
        statusCode: 429,
        message: 'Rate exceeded',
      });
    };
    expect((await failureOf(lambdaInvoke(throttled)(call({ FunctionName: 'f' })))).error).toBe(
      'Lambda.TooManyRequestsException',
    );
    const down: InvokeLambda = async () => {
      throw new TypeError('connect ECONNREFUSED');
    };
    expect((await failureOf(lambdaInvoke(down)(call({ FunctionName: 'f' })))).error).toBe('Lambda.SdkClientException');
  });

  it('fails as Lambda.Unknown where the function failed without naming an error', async () => {
    const broken: InvokeLambda = async () => ({ statusCode: 200, payload: '"?"', functionError: 'Unhandled' });
    expect((await failureOf(lambdaInvoke(broken)(call({ FunctionName: 'f' })))).error).toBe('Lambda.Unknown');
  });
});

it('gives the bare answer where the resource is the function itself', async () => {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:echo';
  expect(await lambdaFunction(invoke)(call({ b: 2 }, arn))).toEqual(new JsonText('{"b":2}'));
});
