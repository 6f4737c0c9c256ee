/** What a function is told about its call, as far as Lambda's context has it and functions here read it. */
export interface LambdaContext {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

export const functionArn = (functionName: string): string =>
  `arn:aws:lambda:local:000000000000:function:${functionName}`;

/** A context that ends `timeoutMs` from now. */
export function lambdaContext(
  { functionName, requestId, timeoutMs }: { functionName: string; requestId: string; timeoutMs: number },
  clock: { nowMs(): number },
): LambdaContext {
  const endsMs = clock.nowMs() + timeoutMs;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(functionName),
    memoryLimitInMB: '0',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'embedded',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, endsMs - clock.nowMs()),
  };
}
