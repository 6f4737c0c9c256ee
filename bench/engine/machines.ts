// The definitions that the engine and its peers are measured on.

const STATES = 13;

/** A long row of Pass and Choice states in turn, JSONPath: every Choice compares, every second Pass adds a result. */
export function rowOfStates(): object {
  const states: Record<string, object> = {};
  for (let at = 0; at < STATES - 1; at += 2) {
    const [pass, choice, next] = [`Pass${at}`, `Choice${at + 1}`, `Pass${at + 2}`];
    states[pass] = { Type: 'Pass', Next: choice, ...(at % 4 === 0 ? { Result: at, ResultPath: `$.step` } : {}) };
    states[choice] = {
      Type: 'Choice',
      Choices: [{ Variable: '$.amount', NumericGreaterThan: at * 10, Next: next }],
      Default: `Pass${STATES - 1}`,
    };
  }
  states[`Pass${STATES - 1}`] = { Type: 'Pass', End: true };
  return { StartAt: 'Pass0', States: states };
}

/** The same row in JSONata. */
export function rowOfStatesJsonata(): object {
  const states: Record<string, object> = {};
  for (let at = 0; at < STATES - 1; at += 2) {
    const [pass, choice, next] = [`Pass${at}`, `Choice${at + 1}`, `Pass${at + 2}`];
    const output = { amount: '{% $states.input.amount %}', text: '{% $states.input.text %}', step: at };
    states[pass] = { Type: 'Pass', Next: choice, ...(at % 4 === 0 ? { Output: output } : {}) };
    states[choice] = {
      Type: 'Choice',
      Choices: [{ Condition: `{% $states.input.amount > ${at * 10} %}`, Next: next }],
      Default: `Pass${STATES - 1}`,
    };
  }
  states[`Pass${STATES - 1}`] = { Type: 'Pass', End: true };
  return { QueryLanguage: 'JSONata', StartAt: 'Pass0', States: states };
}

/** One Pass, then a function that is handed a task token and an answer that may take ten days. */
export function callback(): object {
  return {
    StartAt: 'Prepare',
    States: {
      Prepare: { Type: 'Pass', Next: 'Ask' },
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        TimeoutSeconds: 864_000,
        Parameters: { FunctionName: 'ask', Payload: { 'number.$': '$.number', 'token.$': '$$.Task.Token' } },
        End: true,
      },
    },
  };
}

/** Waits until a moment that the input names, and ends. */
export function wait(): object {
  return { StartAt: 'Wait', States: { Wait: { Type: 'Wait', TimestampPath: '$.dueAt', End: true } } };
}

/** Waits until a moment that the input names, then calls a function with it. */
export function waitThenCall(): object {
  return {
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', TimestampPath: '$.dueAt', Next: 'Tell' },
      Tell: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'tell', 'Payload.$': '$' },
        End: true,
      },
    },
  };
}

const INPUT_BYTES = 200;

/** An input of 200 bytes. */
export function input(number: number): string {
  const bare = JSON.stringify({ number, amount: 1000, text: '' });
  return `${bare.slice(0, -2)}${'x'.repeat(INPUT_BYTES - bare.length)}"}`;
}
