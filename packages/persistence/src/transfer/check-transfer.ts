import type { AuditEntry } from '@resit/integrity/audit/audit';
import { follows } from '@resit/integrity/audit/chain';
import {
  compareIds,
  recordsIn,
  type TransferCounts,
  type TransferHeader,
  type TransferRecord,
  TransferUnusable,
  transferKinds,
} from './format.ts';
import type { Progress } from './progress.ts';
import { type NumberedLine, newHash, parseLine, readHeader, readLines, readRecord, unusable } from './read-transfer.ts';
import { endShape } from './shapes.ts';

/** A file that can be used. */
export interface CheckedTransfer {
  header: TransferHeader;
  /** Of everything before the last line, hex: tells this file from every other. */
  sha256: string;
  records: number;
}

const FAULTS_MAX = 20;

/**
 * Reads the whole file and looks at everything: format, every record's shape, their order (nothing twice), every audit
 * chain, how many there are, and the checksum. Tells of up to 20 faults at once.
 * @throws TransferUnusable
 */
export async function checkTransfer(
  file: string,
  {
    progress = () => undefined,
    also = () => undefined,
  }: { progress?: Progress /** What else a record must be; throws. */; also?(record: TransferRecord): void } = {},
): Promise<CheckedTransfer> {
  const hash = newHash();
  const faults: string[] = [];
  const order = inOrder();
  const counted = counter();
  let header: TransferHeader | undefined;
  let total = 0;
  let held: NumberedLine | undefined;
  const look = (given: NumberedLine): void => {
    try {
      const record = readRecord(given);
      order(record, given.line);
      counted.add(record);
      try {
        also(record);
      } catch (error) {
        throw unusable(given.line, error instanceof Error ? error.message : String(error), error);
      }
    } catch (error) {
      if (!(error instanceof TransferUnusable)) throw error;
      faults.push(error.message);
      if (faults.length >= FAULTS_MAX) throw new TransferUnusable([...faults, 'and perhaps more.'].join('\n'));
    }
    progress(given.line - 1, total);
  };
  for await (const next of readLines(file, hash)) {
    if (!header) {
      header = readHeader(next);
      total = recordsIn(header.counts);
      continue;
    }
    // The last line is not a record: which one is last shows when the file ends.
    if (held) look(held);
    held = next;
  }
  if (!header || !held) throw new TransferUnusable('The file was cut off: it has no end line.');
  const sha256 = hash.digest('hex');
  faults.push(...faultsOfEnd(held, sha256), ...faultsOfCounts(header.counts, counted.counts()));
  if (faults.length > 0) throw new TransferUnusable(faults.join('\n'));
  return { header, sha256, records: total };
}

function faultsOfEnd(last: NumberedLine, sha256: string): string[] {
  const end = endShape.safeParse(parseLine(last));
  if (!end.success) return [`line ${last.line}: is no end line: the file was cut off, or something was added to it.`];
  return [
    ...(end.data.lines === last.line - 1 ? [] : [`line ${last.line}: counts other lines than there are before it.`]),
    ...(end.data.sha256 === sha256
      ? []
      : [`line ${last.line}: the checksum is another: the file was changed or damaged.`]),
  ];
}

function faultsOfCounts(said: TransferCounts, found: TransferCounts): string[] {
  const flat = ({ items, ...others }: TransferCounts): Map<string, number> =>
    new Map([...Object.entries(items), ...Object.entries(others)]);
  const there = flat(found);
  return [...flat(said)].flatMap(([what, count]) =>
    there.get(what) === count ? [] : [`line 1: says ${count} of ${what}; there are ${there.get(what) ?? 0}.`],
  );
}

function counter() {
  const items = Object.fromEntries(transferKinds.map((kind) => [kind, 0])) as Record<string, number>;
  const others = { executions: 0, counters: 0, auditEntries: 0, studentKeys: 0 };
  return {
    add(record: TransferRecord): void {
      if (record.type === 'item') items[record.kind] = (items[record.kind] ?? 0) + 1;
      else others[plural[record.type]] += 1;
    },
    counts: (): TransferCounts => ({ items: items as TransferCounts['items'], ...others }),
  };
}

const plural = {
  execution: 'executions',
  counter: 'counters',
  audit: 'auditEntries',
  'student-key': 'studentKeys',
} as const satisfies Record<Exclude<TransferRecord['type'], 'item'>, keyof TransferCounts>;

const sections: readonly string[] = [...transferKinds, 'execution', 'counter', 'audit', 'student-key'];

/** Sees that records come in the order in which they are written, so that there is none twice, and that chains are whole. */
function inOrder(): (record: TransferRecord, line: number) => void {
  let before: { section: number; id: string; entry?: AuditEntry } | undefined;
  return (record, line) => {
    const section = sections.indexOf(record.type === 'item' ? record.kind : record.type);
    const id = idOf(record);
    const previous = before?.section === section ? before : undefined;
    if (before && before.section > section)
      throw unusable(line, 'is not in its place: the order of records is another.');
    if (record.type === 'audit') {
      const sameChain = previous?.id === id ? previous.entry : undefined;
      before = { section, id, entry: record.entry };
      if (previous && compareIds(previous.id, id) > 0) throw unusable(line, 'the chain is not in its place.');
      if (!follows(sameChain, record.entry)) throw unusable(line, 'the audit chain is broken at this entry.');
      return;
    }
    before = { section, id };
    if (previous && compareIds(previous.id, id) >= 0) throw unusable(line, 'is there twice, or not in its place.');
  };
}

function idOf(record: TransferRecord): string {
  switch (record.type) {
    case 'item':
      return record.item.id;
    case 'audit':
      return record.entry.chain;
    case 'student-key':
      return record.studentNumber;
    case 'execution':
    case 'counter':
      return record.name;
  }
}

/** The records of a file that has been checked, with how many came before each. */
export async function* recordsOf(file: string): AsyncGenerator<{ position: number; record: TransferRecord }> {
  let held: NumberedLine | undefined;
  for await (const next of readLines(file)) {
    // Neither the first line nor the last is a record.
    if (held && held.line > 1) yield { position: held.line - 2, record: parseLine(held) as unknown as TransferRecord };
    held = next;
  }
}
