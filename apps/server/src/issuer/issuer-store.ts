import type { Clock } from '@resit/integrity/ports/deps';
import Database from 'better-sqlite3';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Sessions, codes and grants of the issuer, in a file of their own. */
export interface IssuerStore {
  /** What oidc-provider keeps its models in. */
  adapter(model: string): Adapter;
  /** Deletes what has expired; returns how much that was. */
  purge(): number;
  close(): void;
}

interface Row {
  payload: string;
  consumed: number | null;
}

/** Opens or creates the file. Losing it signs everybody out, nothing more. */
export function openIssuerStore(file: string, clock: Clock): IssuerStore {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('busy_timeout = 5000');
  db.exec(`CREATE TABLE IF NOT EXISTS models (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, expires_s INTEGER, consumed INTEGER,
    uid TEXT, grant_id TEXT, PRIMARY KEY (model, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS models_uid ON models (uid) WHERE uid IS NOT NULL;
  CREATE INDEX IF NOT EXISTS models_grant ON models (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS models_expiry ON models (expires_s);`);
  const nowS = () => Math.floor(clock.nowMs() / 1000);
  const live = '(expires_s IS NULL OR expires_s > ?)';
  const byId = db.prepare<[string, string, number], Row>(
    `SELECT payload, consumed FROM models WHERE model = ? AND id = ? AND ${live}`,
  );
  const byUid = db.prepare<[string, string, number], Row>(
    `SELECT payload, consumed FROM models WHERE model = ? AND uid = ? AND ${live}`,
  );
  const upsert = db.prepare(
    `INSERT INTO models (model, id, payload, expires_s, uid, grant_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, expires_s = excluded.expires_s,
       uid = excluded.uid, grant_id = excluded.grant_id`,
  );
  const consume = db.prepare('UPDATE models SET consumed = ? WHERE model = ? AND id = ?');
  const destroy = db.prepare('DELETE FROM models WHERE model = ? AND id = ?');
  const revoke = db.prepare('DELETE FROM models WHERE grant_id = ?');
  const purge = db.prepare('DELETE FROM models WHERE expires_s <= ?');

  const parse = (row: Row | undefined): AdapterPayload | undefined =>
    row && {
      ...(JSON.parse(row.payload) as AdapterPayload),
      ...(row.consumed === null ? {} : { consumed: row.consumed }),
    };

  return {
    adapter: (model) => ({
      async upsert(id, payload, expiresIn) {
        const expiresS = expiresIn ? nowS() + expiresIn : null;
        const { uid = null, grantId = null } = payload;
        upsert.run(model, id, JSON.stringify(payload), expiresS, uid, grantId);
      },
      find: async (id) => parse(byId.get(model, id, nowS())),
      findByUid: async (uid) => parse(byUid.get(model, uid, nowS())),
      findByUserCode: async () => undefined,
      async consume(id) {
        consume.run(nowS(), model, id);
      },
      async destroy(id) {
        destroy.run(model, id);
      },
      async revokeByGrantId(grantId) {
        revoke.run(grantId);
      },
    }),
    purge: () => purge.run(nowS()).changes,
    close: () => {
      db.close();
    },
  };
}
