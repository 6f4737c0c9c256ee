// The state machines that the simulation runs: every way to wait, to fail and to go on, in a few states each.

/** Rounds of the loop: more states than one slice may enter. */
export const LOOP_ROUNDS = 160;
export const ACTIVITY_NAME = 'work';
export const ITEMS = ['a', 'b', 'c', 'd', 'e'];

const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const LAMBDA = 'arn:aws:states:::lambda:invoke';
const DOWN = [{ ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 2, MaxAttempts: 30, MaxDelaySeconds: 60 }];
const asked = (state: string, more: object = {}) => ({
  FunctionName: 'ask',
  Payload: { state, 'token.$': '$$.Task.Token', 'name.$': '$$.Execution.Name', ...more },
});

const approval = {
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Task',
      Resource: LAMBDA,
      Parameters: { FunctionName: 'prepare', 'Payload.$': '$' },
      TimeoutSeconds: 7200,
      ResultPath: null,
      Retry: [
        { ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 5, MaxAttempts: 30, MaxDelaySeconds: 600 },
        { ErrorEquals: ['States.Timeout'], MaxAttempts: 30, MaxDelaySeconds: 5 },
      ],
      Next: 'Ask',
    },
    Ask: {
      Type: 'Task',
      Resource: CALLBACK,
      Parameters: asked('Ask'),
      TimeoutSeconds: 259_200,
      HeartbeatSeconds: 86_400,
      ResultPath: '$.answer',
      Retry: DOWN,
      Catch: [
        { ErrorEquals: ['States.Timeout'], Next: 'Pause', ResultPath: null },
        { ErrorEquals: ['States.TaskFailed'], Next: 'Refused', ResultPath: '$.answer' },
      ],
      End: true,
    },
    Refused: { Type: 'Pass', Next: 'Pause' },
    Pause: { Type: 'Wait', Seconds: 3600, Next: 'Late' },
    Late: { Type: 'Pass', Result: 'late', ResultPath: '$.late', End: true },
  },
};

const fanOut = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Left',
          States: {
            Left: {
              Type: 'Task',
              Resource: CALLBACK,
              Parameters: asked('Left'),
              TimeoutSeconds: 172_800,
              Retry: DOWN,
              End: true,
            },
          },
        },
        {
          StartAt: 'Rest',
          States: {
            Rest: { Type: 'Wait', Seconds: 900, Next: 'Right' },
            Right: {
              Type: 'Task',
              Resource: LAMBDA,
              Parameters: { FunctionName: 'right', Payload: {} },
              TimeoutSeconds: 3600,
              Retry: [...DOWN, { ErrorEquals: ['States.Timeout'], MaxAttempts: 30, MaxDelaySeconds: 5 }],
              End: true,
            },
          },
        },
      ],
      ResultPath: null,
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Each' }],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemSelector: { 'item.$': '$$.Map.Item.Value' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'One',
        States: {
          One: {
            Type: 'Task',
            Resource: LAMBDA,
            // Without a timeout: nothing but a call after the restart can bring it on.
            Parameters: { FunctionName: 'one', 'Payload.$': '$' },
            ResultPath: null,
            Retry: DOWN,
            Next: 'Two',
          },
          Two: {
            Type: 'Task',
            Resource: CALLBACK,
            Parameters: asked('Two', { 'item.$': '$.item' }),
            TimeoutSeconds: 43_200,
            Retry: DOWN,
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Three' }],
            Next: 'Three',
          },
          Three: { Type: 'Pass', Result: 3, End: true },
        },
      },
      End: true,
    },
  },
};

const worker = (activityArn: string) => ({
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: activityArn,
      Parameters: { 'name.$': '$$.Execution.Name', state: 'Work' },
      TimeoutSeconds: 86_400,
      HeartbeatSeconds: 7200,
      Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 30, MaxAttempts: 2 }],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
});

const loop = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Assign: { count: 0, total: 0 }, Next: 'Turn' },
    Turn: {
      Type: 'Pass',
      // The sum takes the library, which answers later; the count does not.
      Assign: { count: '{% $count + 1 %}', total: '{% $total + ($count % 40 = 0 ? $sum([1..3]) : 0) %}' },
      Next: 'Again',
    },
    Again: {
      Type: 'Choice',
      Choices: [{ Condition: `{% $count < ${LOOP_ROUNDS} %}`, Next: 'Turn' }],
      Default: 'Finally',
    },
    Finally: { Type: 'Pass', Output: '{% $total %}', End: true },
  },
};

/** Ends in every way there is, and can be taken up again. */
const fragile = {
  StartAt: 'Try',
  TimeoutSeconds: 400_000,
  States: {
    Try: {
      Type: 'Task',
      Resource: LAMBDA,
      Parameters: { FunctionName: 'fragile', Payload: {} },
      TimeoutSeconds: 3600,
      ResultPath: null,
      Next: 'Sleep',
    },
    Sleep: { Type: 'Wait', Seconds: 300_000, Next: 'Hold' },
    Hold: {
      Type: 'Task',
      Resource: CALLBACK,
      Parameters: asked('Hold'),
      TimeoutSeconds: 200_000,
      Retry: DOWN,
      End: true,
    },
  },
};

/** By name: the definition, as it is created when the first life begins. */
export function simulatedMachines(activityArn: string): Readonly<Record<string, string>> {
  const all = { approval, fanOut, worker: worker(activityArn), loop, fragile };
  return Object.fromEntries(Object.entries(all).map(([name, definition]) => [name, JSON.stringify(definition)]));
}

/** How often a state may be entered by one execution, whatever befalls it. */
export function entriesMax(state: string): number {
  if (['One', 'Two', 'Three'].includes(state)) return ITEMS.length;
  return ['Turn', 'Again'].includes(state) ? LOOP_ROUNDS : 1;
}

/** For how long these wait at least before they give up, or go on. */
export const TIMEOUT_SECONDS: Readonly<Record<string, number>> = {
  Prepare: 7200,
  Ask: 259_200,
  Left: 172_800,
  Right: 3600,
  Two: 43_200,
  Work: 86_400,
  Try: 3600,
  Hold: 200_000,
};
export const HEARTBEAT_SECONDS: Readonly<Record<string, number>> = { Ask: 86_400, Work: 7200 };
export const WAIT_SECONDS: Readonly<Record<string, number>> = { Pause: 3600, Rest: 900, Sleep: 300_000 };
