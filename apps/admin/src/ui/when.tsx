import Tooltip from '@cloudscape-design/components/tooltip';
import { useRef, useState } from 'react';
import { useSite } from '../api/context.tsx';
import { useNow } from '../app/clock.ts';
import { exactTime, relativeTime } from '../format/dates.ts';

interface WhenProps {
  at: string;
  /** Zone in which people read it; the institution's if absent. */
  zone?: string;
  /** Deadlines and what the workflow does live on the process's clock, mail and sign-ins on the wall's. */
  clock?: 'process' | 'wall';
}

/** A moment relative to now, with the exact one on hover. */
export function When({ at, zone, clock = 'process' }: WhenProps) {
  const { settings } = useSite();
  const nowMs = useNow(clock);
  const element = useRef<HTMLTimeElement>(null);
  const [hovered, setHovered] = useState(false);
  const exact = exactTime(at, zone ?? settings.timeZone);
  return (
    <>
      <time
        ref={element}
        className="rs-time"
        dateTime={at}
        onMouseEnter={() => setHovered(true)}
        onMouseLeave={() => setHovered(false)}
      >
        {relativeTime(at, nowMs)}
        <span className="rs-unseen">, {exact}</span>
      </time>
      {hovered ? <Tooltip content={exact} getTrack={() => element.current} onEscape={() => setHovered(false)} /> : null}
    </>
  );
}

/** A deadline in words with its zone, and how far off it is. */
export function DeadlineWords({ deadline, held }: { deadline: { at: string; zone: string }; held?: boolean }) {
  return (
    <span>
      {exactTime(deadline.at, deadline.zone)} (<When at={deadline.at} zone={deadline.zone} />)
      {held ? ' · held, so it does not count yet' : ''}
    </span>
  );
}
