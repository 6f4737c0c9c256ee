import { type Benchmark, of } from '../harness/benchmark.ts';

const report: Benchmark = {
  name: 'report',
  group: 'resit',
  title:
    'POST /api/incident, one after the other, until GET /api/mail shows the invitation: registered, scheduled, questions drawn, mail written, each step on disk.',
  parts: { reports: async (options) => (await import('./report.ts')).reports(options) },
  rounds: 3,
  count: 300,
  rows: [
    { label: 'report answered, median', unit: 'ms', value: of('answerMedianMs') },
    { label: 'report → mail, median', unit: 'ms', value: of('mailMedianMs'), target: { atMost: 50 } },
    { label: 'report → mail, 99th percentile', unit: 'ms', value: of('mailP99Ms') },
  ],
};

const submit: Benchmark = {
  name: 'submit',
  group: 'resit',
  title:
    'POST /api/exam with 8 or 18 answers (three in four pass), from 128 students at once, after 1,000 to warm up: saved, marked, committed, the workflow called back. Meanwhile the workflows go on: certificates, letters, next attempts.',
  parts: {
    seed: async (options) => (await import('./submit.ts')).seedSubmissions(options),
    submissions: async (options) => (await import('./submit.ts')).submissions(options),
  },
  sharedFolder: true,
  rounds: 3,
  count: 4000,
  rows: [
    { label: 'answered', unit: '/s', value: of('submitAnsweredPerSecond') },
    {
      label: 'marked, committed, called back',
      unit: '/s',
      value: of('submitPerSecond'),
      target: { atLeast: 1000 },
    },
    { label: 'until the last workflow is over', unit: '/s', value: of('submitOverPerSecond') },
    { label: 'processor time a submission, server and client', unit: 'ms', value: of('submitCpuMs') },
    { label: '… of the busiest thread', unit: 'ms', value: of('submitBusiestThreadCpuMs') },
  ],
};

const incidents: Benchmark = {
  name: 'incidents',
  group: 'resit',
  title: 'The server started on a folder with incidents whose exams all wait to be taken, and left alone for 5 s.',
  parts: {
    seed: async (options) => (await import('./waiting.ts')).seedWaiting(options),
    server: async (options) => (await import('./waiting.ts')).serverWaiting(options),
  },
  sharedFolder: true,
  rounds: 1,
  count: 100_000,
  rows: [
    { label: 'resident', unit: 'MiB', value: of('serverRssMib'), target: { atMost: 300 } },
    { label: 'ready', unit: 's', value: of('serverReadyS'), target: { atMost: 3 } },
    { label: 'reported, scheduled and written to before', unit: '/s', value: of('waitingSeedPerSecond') },
  ],
};

const bulkImport: Benchmark = {
  name: 'import',
  group: 'resit',
  title: 'A CSV file of incidents over the API: preview, then the import.',
  parts: { import: async (options) => (await import('./import.ts')).bulkImport(options) },
  rounds: 1,
  count: 10_000,
  rows: [
    { label: 'preview', unit: 's', value: of('importPreviewS') },
    { label: 'imported', unit: 's', value: of('importS'), target: { atMost: 60 } },
    { label: 'every exam scheduled', unit: 's', value: of('importWaitingS') },
  ],
};

const start: Benchmark = {
  name: 'start',
  group: 'resit',
  title: 'The built server, from the start of its process until it is ready.',
  parts: { starts: async (options) => (await import('./start.ts')).starts(options) },
  rounds: 5,
  count: 0,
  rows: [
    { label: 'first start', unit: 's', value: of('firstReadyS') },
    { label: 'second start', unit: 's', value: of('secondReadyS'), target: { atMost: 3 } },
  ],
};

export const resitBenchmarks: readonly Benchmark[] = [report, submit, incidents, bulkImport, start];
