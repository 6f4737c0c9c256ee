// Reads what `strace -f -yy` wrote of a serving engine, and finds out whether what each answer acknowledges was on disk before the answer left. For tests.

/** What strace must be asked for. */
export const TRACE_ARGUMENTS = [
  '-f',
  // The process that is started is the engine itself, and gets its signals.
  '-D',
  '-qq',
  '-yy',
  // Whole pages of the log, escaped.
  ...['-s', '40000'],
  ...['-e', 'trace=read,readv,recvfrom,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync'],
  ...['-e', 'signal=none'],
] as const;

/** A system call: the line on which it began and the one on which it ended. */
interface SystemCall {
  readonly name: string;
  /** What its first argument stands for: a path, `TCP:[…]`. */
  readonly target: string;
  /** All of its arguments that were printed. */
  text: string;
  readonly from: number;
  to: number;
}

export interface TracedAnswer {
  /** What the request had and its consequences in the log must have: a name, an output. */
  readonly mark: string;
  /** Undefined where all is well. */
  readonly problem?: string;
}

const READS = new Set(['read', 'readv', 'recvfrom']);
const WRITES = new Set(['write', 'writev', 'sendto', 'sendmsg']);
const FILE_WRITES = new Set(['write', 'writev', 'pwrite64', 'pwritev']);
const SYNCS = new Set(['fsync', 'fdatasync']);

/** For each mark, whether the log that holds it was synced before its request was answered. */
export function checkTrace(trace: string, marks: readonly string[]): TracedAnswer[] {
  const calls = readTrace(trace);
  const reads = calls.filter(({ name, target }) => READS.has(name) && isSocket(target));
  const answers = calls.filter(({ name, target }) => WRITES.has(name) && isSocket(target));
  const logWrites = calls.filter(({ name, target }) => FILE_WRITES.has(name) && isLog(target));
  const syncs = calls.filter(({ name, target }) => SYNCS.has(name) && isLog(target));
  return marks.map((mark) => {
    const request = reads.find(({ text }) => text.includes(mark));
    if (!request) return { mark, problem: 'its request is not in the trace' };
    const answer = answers.find((call) => call.target === request.target && call.from > request.to);
    if (!answer) return { mark, problem: 'its answer is not in the trace' };
    if (!answer.text.includes('HTTP/1.1 200')) return { mark, problem: 'it was not acknowledged' };
    const write = logWrites.find((call) => call.text.includes(mark) && call.from > request.from);
    if (!write) return { mark, problem: 'nothing of it was written to the log' };
    if (write.to > answer.from) return { mark, problem: 'it was answered before it was written to the log' };
    const sync = syncs.find((call) => call.target === write.target && call.from > write.to);
    if (!sync || sync.to > answer.from) return { mark, problem: 'it was answered before the log was synced' };
    return { mark };
  });
}

function isSocket(target: string): boolean {
  return target.startsWith('TCP:') || target.startsWith('TCPv6:');
}

function isLog(target: string): boolean {
  return target.endsWith('.db-wal');
}

function readTrace(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  /** What a thread has begun and not ended. */
  const begun = new Map<string, SystemCall>();
  for (const [at, line] of trace.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (resumed) {
      const call = begun.get(thread);
      begun.delete(thread);
      if (call) {
        call.to = at;
        call.text += resumed[1];
      }
      continue;
    }
    const [, name, target, text = ''] = /^(\w+)\(\d+<((?:->|[^<>])*)>,?(.*)$/.exec(rest) ?? [];
    if (name === undefined || target === undefined) continue;
    const unfinished = text.endsWith('<unfinished ...>');
    const call = { name, target, text, from: at, to: unfinished ? Number.POSITIVE_INFINITY : at };
    if (unfinished) begun.set(thread, call);
    calls.push(call);
  }
  return calls;
}
