import { deadlineWords } from '@resit/integrity/exam/deadline';
import type { Deadline } from '@resit/integrity/exam/exam';
import type { StartedView } from '@resit/integrity/use-cases/student/view-exam';
import type { FC } from 'hono/jsx';
import { durationWords } from './words.ts';

/** An instant in words with its zone; the machine-readable instant with it. */
export const InstantTime: FC<{ at: string; zone: string }> = ({ at, zone }) => (
  <time datetime={at}>{deadlineWords({ at, zone })}</time>
);

/** The deadline in words with its zone. */
export const DeadlineTime: FC<{ deadline: Deadline }> = ({ deadline }) => <InstantTime {...deadline} />;

const HOUR_MS = 3_600_000;

/** True when minutes count: a limit runs, or the last hour has begun. */
export const isCounting = (ends: StartedView['ends']): boolean =>
  ends !== undefined && (ends.by === 'time-limit' || ends.inMs <= HOUR_MS);

/**
 * How much time there is: in minutes when minutes count, otherwise the deadline. The script counts the minutes down and
 * lets the line be hidden.
 */
export const TimeLeft: FC<{ deadline: Deadline; ends: StartedView['ends'] }> = ({ deadline, ends }) => {
  if (!ends) {
    return (
      <div class="time">
        <p>
          Your deadline was <DeadlineTime deadline={deadline} />. It does not count at the moment: you can go on.
        </p>
      </div>
    );
  }
  if (!isCounting(ends)) {
    return (
      <div class="time">
        <p>
          Submit by <DeadlineTime deadline={deadline} />.
        </p>
      </div>
    );
  }
  return (
    <div class="time" data-time data-ends-in-ms={String(Math.max(0, Math.round(ends.inMs)))}>
      <p data-time-words>{`Time left: ${durationWords(ends.inMs)}`}</p>
    </div>
  );
};
