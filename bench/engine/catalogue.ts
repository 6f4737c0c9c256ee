import { type Benchmark, of, ratio } from '../harness/benchmark.ts';

const durable: Benchmark = {
  name: 'durable',
  group: 'engine',
  title:
    'Executions of 13 Pass and Choice states with an input of 200 bytes, 512 at once, through the library’s door: full history, synced before the answer. The peer, aws-local-stepfunctions, keeps everything in memory, has no history and knows JSONPath only. The limit is SQLite alone committing as many bytes as often.',
  parts: {
    jsonPath: async (options) => (await import('./durable.ts')).jsonPath(options),
    peer: async (options) => (await import('./durable.ts')).peer(options),
    jsonata: async (options) => (await import('./durable.ts')).jsonata(options),
    limit: async (options) => (await import('./raw-disk.ts')).rawDisk(options),
  },
  rounds: 3,
  count: 0,
  rows: [
    { label: 'JSONPath', unit: '/s', value: of('jsonPathPerSecond') },
    { label: 'JSONata', unit: '/s', value: of('jsonataPerSecond') },
    { label: 'peer, in memory', unit: '/s', value: of('peerPerSecond') },
    {
      label: 'JSONPath ÷ peer',
      unit: '×',
      value: ratio('jsonPathPerSecond', 'peerPerSecond'),
      target: { atLeast: 3 },
    },
    { label: 'JSONata ÷ peer', unit: '×', value: ratio('jsonataPerSecond', 'peerPerSecond'), target: { atLeast: 3 } },
    { label: 'limit: the same bytes, SQLite alone', unit: '/s', value: of('rawPerSecond') },
    { label: 'JSONPath ÷ limit', unit: '×', value: ratio('jsonPathPerSecond', 'rawPerSecond') },
    { label: 'executions a transaction, JSONPath', unit: '', value: of('jsonPathPerTransaction') },
    { label: 'disk an execution, JSONPath', unit: 'B', value: of('jsonPathDiskBytes') },
    { label: 'disk an execution, JSONata', unit: 'B', value: of('jsonataDiskBytes') },
    { label: 'processor time an execution, JSONPath', unit: 'µs', value: of('jsonPathCpuUs') },
    { label: 'processor time an execution, JSONata', unit: 'µs', value: of('jsonataCpuUs') },
  ],
};

const callback: Benchmark = {
  name: 'callback',
  group: 'engine',
  title:
    'Start, one Pass, lambda:invoke.waitForTaskToken, SendTaskSuccess, done: two durable steps an execution, 512 executions at once.',
  parts: { callbacks: async (options) => (await import('./callback.ts')).callbacks(options) },
  rounds: 3,
  count: 0,
  rows: [
    {
      label: 'start → token → success → done',
      unit: '/s',
      value: of('callbackPerSecond'),
      target: { atLeast: 3000 },
    },
    { label: 'processor time an execution', unit: 'µs', value: of('callbackCpuUs') },
  ],
};

const timers: Benchmark = {
  name: 'timers',
  group: 'engine',
  title:
    'Wait states that are to end evenly spread over one second: how late they do by their history; and, where a function follows, how late it is called, after the wait’s end is on disk, while its answers are written too.',
  parts: {
    ends: async (options) => (await import('./timers.ts')).ends(options),
    calls: async (options) => (await import('./timers.ts')).calls(options),
  },
  rounds: 3,
  count: 10_000,
  rows: [
    { label: 'wait ends late, median', unit: 'ms', value: of('endMedianMs') },
    { label: 'wait ends late, 99th percentile', unit: 'ms', value: of('endP99Ms'), target: { atMost: 100 } },
    { label: 'wait ends late, worst', unit: 'ms', value: of('endWorstMs') },
    { label: 'ended early', unit: '', value: of('early'), target: { atMost: 0 } },
    { label: 'function called late, median', unit: 'ms', value: of('callMedianMs') },
    { label: 'function called late, 99th percentile', unit: 'ms', value: of('callP99Ms') },
  ],
};

const waiting: Benchmark = {
  name: 'waiting',
  group: 'engine',
  title:
    'Executions that wait for a callback (input of 200 bytes, one completed Pass, one lambda:invoke.waitForTaskToken with a timeout), then the file opened by a process that has done nothing else. For a million of them: --count 1000000.',
  parts: {
    fill: async (options) => (await import('./waiting.ts')).fill(options),
    reopen: async (options) => (await import('./waiting.ts')).reopen(options),
  },
  sharedFolder: true,
  rounds: 1,
  count: 100_000,
  rows: [
    { label: 'resident after opening', unit: 'MiB', value: of('waitingRssMib'), target: { atMost: 256 } },
    { label: 'disk an execution', unit: 'B', value: of('waitingDiskBytes'), target: { atMost: 1536 } },
    { label: 'ready, from the start of the process', unit: 's', value: of('waitingReadyS'), target: { atMost: 2 } },
    { label: 'of which opening', unit: 's', value: of('waitingOpenS') },
    { label: 'started', unit: '/s', value: of('fillPerSecond') },
    { label: 'resident while starting them', unit: 'MiB', value: of('fillRssMib') },
  ],
};

const growth: Benchmark = {
  name: 'growth',
  group: 'engine',
  title:
    'The 13-state machine in JSONPath with 1,000 executions stored and with many: what one more costs. For a million of them: --count 1000000.',
  parts: {
    few: async (options) => (await import('./growth.ts')).withFew(options),
    many: async (options) => (await import('./growth.ts')).withMany(options),
  },
  rounds: 3,
  count: 100_000,
  rows: [
    { label: 'an execution, 1,000 stored', unit: 'µs', value: of('fewUs') },
    { label: 'an execution, many stored', unit: 'µs', value: of('manyUs') },
    { label: 'many ÷ few', unit: '×', value: ratio('manyUs', 'fewUs'), target: { atMost: 1.15 } },
    { label: 'processor time, many ÷ few', unit: '×', value: ratio('manyCpuUs', 'fewCpuUs') },
  ],
};

const sdk: Benchmark = {
  name: 'sdk',
  group: 'engine',
  title:
    'The same operations through an SFNClient with the in-process handler and at the library’s door: DescribeExecution one after the other, StartExecution of the 13-state machine 512 at once.',
  parts: { sdk: async (options) => (await import('./sdk.ts')).sdk(options) },
  rounds: 3,
  count: 0,
  rows: [
    { label: 'DescribeExecution at the door', unit: 'µs', value: of('doorUs') },
    { label: 'DescribeExecution by the SDK', unit: 'µs', value: of('sdkUs') },
    { label: 'what the SDK adds to a call', unit: 'µs', value: of('sdkOverheadUs') },
    { label: 'StartExecution at the door', unit: '/s', value: of('doorPerSecond') },
    { label: 'StartExecution by the SDK', unit: '/s', value: of('sdkPerSecond') },
  ],
};

export const engineBenchmarks: readonly Benchmark[] = [durable, callback, timers, waiting, growth, sdk];
