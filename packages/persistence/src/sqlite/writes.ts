import type { AuditNote } from '@resit/integrity/audit/audit';
import { type PlaceRow, placesOf } from '@resit/integrity/ports/places';
import type { Change, Kind } from '@resit/integrity/ports/repository';

/** A part of a commit as the writer's thread gets it: everything that can be reckoned out beforehand is. */
export type Write =
  | {
      readonly type: 'put';
      readonly kind: Kind;
      readonly id: string;
      readonly expected: number | null | undefined;
      /** The item as JSON. */
      readonly body: string;
      readonly places: readonly PlaceRow[];
    }
  | { readonly type: 'delete'; readonly kind: Kind; readonly id: string; readonly expected: number | undefined }
  | { readonly type: 'check'; readonly kind: Kind; readonly id: string; readonly expected: number }
  | { readonly type: 'audit'; readonly note: AuditNote }
  | { readonly type: 'count'; readonly counter: string; readonly by: number }
  | { readonly type: 'destroy-key'; readonly studentNumber: string };

/** The parts of one commit: all are written, or none. */
export type Writes = readonly Write[];

/** A change as the writer's thread gets it. What is put may change from now on: it has been copied. */
export function writeOf(change: Change): Write {
  switch (change.type) {
    case 'put':
      return {
        type: 'put',
        kind: change.kind,
        id: change.item.id,
        expected: change.expected,
        body: JSON.stringify(change.item),
        places: placesOf(change.kind, change.item),
      };
    case 'delete':
      return { type: 'delete', kind: change.kind, id: change.id, expected: change.expected };
    case 'check':
    case 'audit':
    case 'count':
      return change;
  }
}
