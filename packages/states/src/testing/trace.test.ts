import { describe, expect, it } from 'vitest';
import { checkTrace } from './trace.ts';

const SOCKET = '21<TCP:[127.0.0.1:8083->127.0.0.1:40000]>';
const LOG = '23</data/states.db-wal>';
const request = `7 read(${SOCKET}, "POST / HTTP/1.1\\r\\n… \\"name\\":\\"k1k\\"", 65536) = 300`;
const write = `9 pwrite64(${LOG}, "\\0\\0\\5k1k\\0", 8216, 32) = 8216`;
const sync = `9 fdatasync(${LOG}) = 0`;
const answer = `7 write(${SOCKET}, "HTTP/1.1 200 OK\\r\\n", 200) = 200`;
const problemOf = (...lines: string[]) => checkTrace(lines.join('\n'), ['k1k'])[0]?.problem;

describe('the check of a trace', () => {
  it('is content where the log is synced between its write and the answer', () => {
    expect(problemOf(request, write, sync, answer)).toBeUndefined();
  });

  it('takes calls that other threads interrupt for what they are', () => {
    const begun = `9 fdatasync(${LOG} <unfinished ...>`;
    const ended = '9 <... fdatasync resumed>) = 0';
    expect(problemOf(request, write, begun, '7 read(3<pipe:[1]>, "", 9) = 0', ended, answer)).toBeUndefined();
    expect(problemOf(request, write, begun, answer, ended)).toMatch(/before the log was synced/);
  });

  it('finds an answer that leaves without a sync, or before it', () => {
    expect(problemOf(request, write, answer)).toMatch(/before the log was synced/);
    expect(problemOf(request, write, answer, sync)).toMatch(/before the log was synced/);
    expect(problemOf(request, sync, write, answer)).toMatch(/before the log was synced/);
    expect(problemOf(request, write, sync.replace('db-wal', 'db'), answer)).toMatch(/before the log was synced/);
  });

  it('finds an answer to what was not written, or written later', () => {
    expect(problemOf(request, sync, answer)).toMatch(/nothing of it was written/);
    expect(problemOf(request, answer, write, sync)).toMatch(/before it was written/);
  });

  it('finds what is missing from the trace', () => {
    expect(problemOf(write, sync, answer)).toMatch(/request is not in/);
    expect(problemOf(request, write, sync)).toMatch(/answer is not in/);
    expect(problemOf(request, write, sync, answer.replace('40000', '40001'))).toMatch(/answer is not in/);
    expect(problemOf(request, write, sync, answer.replace('200 OK', '503 No'))).toMatch(/not acknowledged/);
  });
});
