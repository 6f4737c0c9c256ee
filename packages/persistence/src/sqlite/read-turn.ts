import type { Database } from 'better-sqlite3';

/** A read transaction over what one turn of the event loop reads. */
export interface ReadTurn {
  /** Reads from here on see the file as of one instant, until the turn is over. Does nothing in a turn that has begun. */
  begin(): void;
  /** The next read sees what is written by now. Does nothing where no turn has begun. */
  end(): void;
}

/**
 * SQLite forgets the pages that a connection has read whenever another one has written in between, and looks for that at
 * the beginning of each transaction; a statement by itself is one. Under load there is a write in between nearly always: the
 * reads of a turn share a transaction so that they share pages.
 */
export function readTurn(db: Database): ReadTurn {
  const begin = db.prepare('BEGIN');
  const commit = db.prepare('COMMIT');
  let over: NodeJS.Immediate | undefined;
  const end = (): void => {
    if (!over) return;
    clearImmediate(over);
    over = undefined;
    commit.run();
  };
  return {
    begin() {
      if (over) return;
      begin.run();
      over = setImmediate(end);
    },
    end,
  };
}
