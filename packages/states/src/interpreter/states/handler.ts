import type { State } from '../../asl/state.ts';
import type { Evaluating } from '../evaluation.ts';
import type { Line } from '../line.ts';
import type { Session, Settled } from '../session.ts';

/**
 * How one type of state runs. What it throws as StateFailure fails the state, with its Retry and Catch.
 */
export interface StateHandler<S extends State> {
  /**
   * Does what the state does once entered, if nothing has to be asked for outside; false, and nothing done, otherwise:
   * then `run` is called. Most states of most machines are done with here, and a generator each would cost more than they do.
   */
  runNow?(session: Session, line: Line, state: S): boolean;
  /** Does what the state does once entered; again for each retry, and after a redrive. */
  run(session: Session, line: Line, state: S): Evaluating<void>;
  /** The time that the state waited for has come. */
  wake?(session: Session, line: Line, state: S): Evaluating<void>;
  /** A line that the state opened has come to its end, or failed. */
  childSettled?(session: Session, line: Line, state: S, settled: Settled): Evaluating<void>;
}
