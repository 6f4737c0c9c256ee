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

export const engineBenchmarks: readonly Benchmark[] = [durable];
