import { rmSync } from 'node:fs';
import type { SpanPlace, SpanRecord } from '@resit/functions/hosting/tracing/span-record';
import type { KeptTrace } from '@resit/functions/hosting/tracing/trace-source';
import type { Clock } from '@resit/integrity/ports/deps';
import Database from 'better-sqlite3';

/** Traces of incidents, in a file of their own: nothing depends on them, and they may be deleted at any time. */
export interface TraceStore {
  /** Remembers a span; it is written a little later. */
  take(span: SpanRecord): void;
  /** The newest traces of an incident, newest first. */
  ofIncident(incidentId: string, limit: number): KeptTrace[];
  /** First span of the newest trace of an incident. */
  lastOf(incidentId: string): SpanPlace | undefined;
  /** Writes what is remembered. */
  flush(): void;
  close(): void;
}

export interface TraceStoreOptions {
  file: string;
  clock: Clock;
  /** Told once of a file that cannot be written; traces are lost until it can. */
  onFault(error: unknown): void;
  /** Oldest traces beyond so many go. */
  tracesMax?: number;
}

const TRACES_MAX = 10_000;
const SPANS_PER_TRACE_MAX = 400;
/** Spans remembered at most; what comes beyond is lost. */
const PENDING_SPANS_MAX = 20_000;
const RETENTION_MS = 30 * 86_400_000;
/** As long a trace may take to say which incident it is about, and to make something of it go on. */
const UNKNOWN_MS = 30_000;
const FLUSH_MS = 500;
const FORMAT = 1;

const schema = `
  CREATE TABLE trace (id TEXT PRIMARY KEY, began_ms REAL NOT NULL, spans INTEGER NOT NULL, dropped INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX trace_by_age ON trace (began_ms);
  CREATE TABLE span (trace_id TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (trace_id, id)) WITHOUT ROWID;
  CREATE TABLE incident_trace (
    incident_id TEXT NOT NULL, began_ms REAL NOT NULL, trace_id TEXT NOT NULL, PRIMARY KEY (incident_id, began_ms, trace_id)
  ) WITHOUT ROWID;
  CREATE INDEX incident_trace_by_trace ON incident_trace (trace_id);
  PRAGMA user_version = ${FORMAT};
`;

interface Pending {
  spans: SpanRecord[];
  sinceMs: number;
}

/** Opens the file; one that is broken, or of another version, is begun anew. */
export function openTraceStore(options: TraceStoreOptions): TraceStore {
  const { clock, onFault, tracesMax = TRACES_MAX } = options;
  const database = openFile(options.file);
  const statements = prepare(database);
  const pending = new Map<string, Pending>();
  let pendingSpans = 0;
  let hasFault = false;
  let timer: NodeJS.Timeout | undefined;

  function write(traceId: string, spans: readonly SpanRecord[]): void {
    const kept = statements.trace.get(traceId) as { spans: number; began: number } | undefined;
    const began = kept?.began ?? Math.min(...spans.map(({ startedMs }) => startedMs));
    const room = Math.max(0, SPANS_PER_TRACE_MAX - (kept?.spans ?? 0));
    for (const span of spans.slice(0, room)) statements.putSpan.run(traceId, span.spanId, JSON.stringify(span));
    const more = Math.min(room, spans.length);
    if (kept) statements.growTrace.run(more, spans.length - more, traceId);
    else statements.addTrace.run(traceId, began, more, spans.length - more);
    for (const incidentId of incidentsOf(spans)) statements.addIncident.run(incidentId, began, traceId);
  }

  function forgetOldest(): void {
    const { count } = statements.count.get() as { count: number };
    const old = statements.oldest.all(clock.nowMs() - RETENTION_MS, Math.max(0, count - tracesMax)) as { id: string }[];
    for (const { id } of old) {
      statements.dropSpans.run(id);
      statements.dropIncidents.run(id);
      statements.dropTrace.run(id);
    }
  }

  const writeAll = database.transaction((nowMs: number) => {
    for (const [traceId, { spans, sinceMs }] of pending) {
      const isKnown = isWorthKeeping(spans) || statements.trace.get(traceId) !== undefined;
      if (!isKnown && nowMs - sinceMs < UNKNOWN_MS) continue;
      if (isKnown) write(traceId, spans);
      pendingSpans -= spans.length;
      pending.delete(traceId);
    }
    forgetOldest();
  });

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0) return;
    try {
      writeAll(clock.nowMs());
      hasFault = false;
    } catch (error) {
      if (!hasFault) onFault(error);
      hasFault = true;
      pending.clear();
      pendingSpans = 0;
    }
    if (pending.size > 0) later();
  }

  function later(): void {
    timer ??= setTimeout(flush, FLUSH_MS).unref();
  }

  return {
    take(span) {
      if (pendingSpans >= PENDING_SPANS_MAX) return;
      pendingSpans += 1;
      const found = pending.get(span.traceId);
      if (found) found.spans.push(span);
      else pending.set(span.traceId, { spans: [span], sinceMs: clock.nowMs() });
      later();
    },
    ofIncident(incidentId, limit) {
      flush();
      const traces = statements.ofIncident.all(incidentId, limit) as { id: string; dropped: number }[];
      return traces.map(({ id, dropped }) => ({
        traceId: id,
        dropped,
        spans: (statements.spans.all(id) as { body: string }[]).map(({ body }) => JSON.parse(body) as SpanRecord),
      }));
    },
    lastOf(incidentId) {
      flush();
      const [last] = statements.ofIncident.all(incidentId, 1) as { id: string }[];
      const first = last && (statements.firstSpan.get(last.id) as { id: string } | undefined);
      return first && { traceId: last.id, spanId: first.id };
    },
    flush,
    close() {
      flush();
      clearTimeout(timer);
      database.close();
    },
  };
}

/** Of an incident that went on: by a request, something that it left behind was taken up, or something began by itself. */
function isWorthKeeping(spans: readonly SpanRecord[]): boolean {
  const goesOn = (span: SpanRecord) => span.name !== 'Request' && (span.parentIsRemote || span.parentId === undefined);
  return spans.some(goesOn) && incidentsOf(spans).size > 0;
}

function incidentsOf(spans: readonly SpanRecord[]): Set<string> {
  return new Set(spans.flatMap(({ facts }) => facts.incidentId ?? []));
}

function openFile(file: string): Database.Database {
  try {
    const database = new Database(file);
    // A crash of the machine may cost the last traces, never the file.
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    const format = database.pragma('user_version', { simple: true });
    if (format === 0) database.exec(schema);
    if (format === 0 || format === FORMAT) return database;
    database.close();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !/^SQLITE_(NOTADB|CORRUPT)/u.test(code)) throw error;
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return openFile(file);
}

function prepare(database: Database.Database) {
  return {
    trace: database.prepare('SELECT spans, began_ms AS began FROM trace WHERE id = ?'),
    addTrace: database.prepare('INSERT INTO trace (id, began_ms, spans, dropped) VALUES (?, ?, ?, ?)'),
    growTrace: database.prepare('UPDATE trace SET spans = spans + ?, dropped = dropped + ? WHERE id = ?'),
    putSpan: database.prepare('INSERT OR REPLACE INTO span (trace_id, id, body) VALUES (?, ?, ?)'),
    addIncident: database.prepare(
      'INSERT OR IGNORE INTO incident_trace (incident_id, began_ms, trace_id) VALUES (?, ?, ?)',
    ),
    ofIncident: database.prepare(
      `SELECT trace.id, trace.dropped FROM incident_trace JOIN trace ON trace.id = incident_trace.trace_id
       WHERE incident_id = ? ORDER BY incident_trace.began_ms DESC, trace.id LIMIT ?`,
    ),
    spans: database.prepare('SELECT body FROM span WHERE trace_id = ?'),
    firstSpan: database.prepare(
      `SELECT id FROM span WHERE trace_id = ? ORDER BY json_extract(body, '$.startedMs') LIMIT 1`,
    ),
    count: database.prepare('SELECT count(*) AS count FROM trace'),
    oldest: database.prepare(
      `SELECT id FROM trace WHERE began_ms < ?
       UNION SELECT id FROM (SELECT id FROM trace ORDER BY began_ms LIMIT ?)`,
    ),
    dropSpans: database.prepare('DELETE FROM span WHERE trace_id = ?'),
    dropIncidents: database.prepare('DELETE FROM incident_trace WHERE trace_id = ?'),
    dropTrace: database.prepare('DELETE FROM trace WHERE id = ?'),
  };
}
