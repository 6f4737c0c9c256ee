import type { Change, Items, Kind, Repository } from '@resit/integrity/ports/repository';
import type { HostTracing } from './tracing.ts';

/**
 * A repository whose calls are spans of whatever is traced, and which writes on what is left behind for later (callbacks,
 * mail, recorded tokens) by which header it is to be taken up. While nothing is traced it costs a look at that.
 */
export function tracedRepository(repository: Repository, tracing: HostTracing): Repository {
  const noting = <K extends Kind>(kind: K, item: Items[K] | undefined) => {
    const incidentId = item && incidentOf(kind, item);
    if (incidentId !== undefined) tracing.note({ incidentId });
    return item;
  };
  return {
    get(kind, id) {
      if (!tracing.isTracing()) return repository.get(kind, id);
      return tracing.within({ name: 'Read', facts: { itemKind: kind } }, async () =>
        noting(kind, await repository.get(kind, id)),
      );
    },
    getMany(kind, ids) {
      if (!tracing.isTracing()) return repository.getMany(kind, ids);
      const facts = { itemKind: kind, count: ids.length };
      return tracing.within({ name: 'Read many', facts }, () => repository.getMany(kind, ids));
    },
    query(kind, index, query) {
      if (!tracing.isTracing()) return repository.query(kind, index, query);
      return tracing.within({ name: 'Query', facts: { itemKind: kind } }, async () => {
        const page = await repository.query(kind, index, query);
        tracing.note({ count: page.items.length });
        return page;
      });
    },
    countIn: (kind, index, partition) =>
      tracing.within({ name: 'Count', facts: { itemKind: kind } }, () => repository.countIn(kind, index, partition)),
    counters: (names) =>
      tracing.within({ name: 'Counters', facts: { count: names.length } }, () => repository.counters(names)),
    commit(changes) {
      if (!tracing.isTracing()) return repository.commit(changes);
      return tracing.within({ name: 'Commit', facts: { count: changes.length } }, () => {
        const header = tracing.header();
        for (const change of changes) if (change.type === 'put') noting(change.kind, change.item);
        return repository.commit(header === undefined ? changes : changes.map((change) => leftBehind(change, header)));
      });
    },
    auditTrail: (chain, after, limit) =>
      tracing.within({ name: 'Audit trail' }, () => repository.auditTrail(chain, after, limit)),
    unseal: (entry) => repository.unseal(entry),
    destroyKey: (studentNumber) => tracing.within({ name: 'Destroy key' }, () => repository.destroyKey(studentNumber)),
  };
}

/** The incident that an item is of. */
function incidentOf<K extends Kind>(kind: K, item: Items[K]): string | undefined {
  if (kind === 'incident') return item.id;
  const { incidentId } = item as { incidentId?: unknown };
  return typeof incidentId === 'string' ? incidentId : undefined;
}

function leftBehind(change: Change, traceHeader: string): Change {
  if (change.type !== 'put') return change;
  switch (change.kind) {
    case 'callback':
      return { ...change, item: { traceHeader, ...change.item } };
    case 'mail': {
      const { status } = change.item.delivery;
      return status === 'held' || status === 'queued' ? { ...change, item: { traceHeader, ...change.item } } : change;
    }
    case 'exam':
    case 'incident': {
      const { waiting } = change.item;
      return waiting
        ? ({ ...change, item: { ...change.item, waiting: { traceHeader, ...waiting } } } as Change)
        : change;
    }
    default:
      return change;
  }
}
