// Commits on their way to the writer's thread. A message is copied, and a list of texts and numbers costs a third of what
// the same costs as objects.
import type { AuditNote } from '@resit/integrity/audit/audit';
import type { PlaceRow } from '@resit/integrity/ports/places';
import type { Kind } from '@resit/integrity/ports/repository';
import type { Write, Writes } from './writes.ts';

/** Of each commit how many parts it has, and of each part its type and what belongs to it, one after the other. */
export type FlatWrites = readonly Field[];
type Field = string | number | null | undefined;

export function flatten(commits: readonly Writes[]): FlatWrites {
  const fields: Field[] = [];
  for (const writes of commits) {
    fields.push(writes.length);
    for (const write of writes) addTo(fields, write);
  }
  return fields;
}

function addTo(fields: Field[], write: Write): void {
  switch (write.type) {
    case 'put':
      fields.push('put', write.kind, write.id, write.expected, write.body, write.places.length);
      for (const { index, partition, sort } of write.places) fields.push(index, partition, sort);
      return;
    case 'delete':
    case 'check':
      fields.push(write.type, write.kind, write.id, write.expected);
      return;
    case 'audit':
      fields.push('audit', JSON.stringify(write.note));
      return;
    case 'count':
      fields.push('count', write.counter, write.by);
      return;
    case 'destroy-key':
      fields.push('destroy-key', write.studentNumber);
      return;
  }
}

export function unflatten(fields: FlatWrites): Writes[] {
  let at = 0;
  // The other side wrote them in this order.
  const next = <T extends Field>(): T => fields[at++] as T;
  const place = (): PlaceRow => ({ index: next(), partition: next(), sort: next() });
  const write = (): Write => {
    const type = next<Write['type']>();
    switch (type) {
      case 'put': {
        const put = { type, kind: next<Kind>(), id: next<string>(), expected: next<number>(), body: next<string>() };
        return { ...put, places: repeat(next(), place) };
      }
      case 'delete':
        return { type, kind: next(), id: next(), expected: next() };
      case 'check':
        return { type, kind: next(), id: next(), expected: next() };
      case 'audit':
        return { type, note: JSON.parse(next()) as AuditNote };
      case 'count':
        return { type, counter: next(), by: next() };
      case 'destroy-key':
        return { type, studentNumber: next() };
    }
  };
  const commits: Writes[] = [];
  while (at < fields.length) commits.push(repeat(next(), write));
  return commits;
}

function repeat<T>(times: number, make: () => T): T[] {
  const made: T[] = [];
  for (let count = 0; count < times; count += 1) made.push(make());
  return made;
}
