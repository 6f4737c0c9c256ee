import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../api/context.tsx';
import { spanTime, spanWords } from './words.ts';
import './waterfall.css';

type Trace = Schemas['Trace'];
type Span = Schemas['Span'];

const INDENT_PX = 14;
/** Deeper parts are not moved in further: their words need the room. */
const INDENT_DEPTH_MAX = 6;

const isStore = ({ itemKind, name }: Span): boolean =>
  itemKind !== undefined || ['Commit', 'Counters', 'Audit trail'].includes(name);

/** Where a span lies in its trace, as shares of its time. */
function placeOf(span: Span, durationMs: number): { insetInlineStart: string; inlineSize: string } {
  const share = (ms: number) => `${durationMs > 0 ? Math.min(100, (100 * ms) / durationMs) : 0}%`;
  return { insetInlineStart: `min(${share(span.startMs)}, 100% - 3px)`, inlineSize: share(span.durationMs) };
}

/** Every part of a trace, what it is a part of before it: words, how long it took, and a bar for when. */
export function Waterfall({ trace }: { trace: Trace }) {
  return (
    <ol className="rs-waterfall" aria-label="What was done, in order">
      {trace.spans.map((span) => {
        const kind = span.error === undefined ? (isStore(span) ? ' is-store' : '') : ' is-failed';
        return (
          <li key={span.spanId}>
            <span
              className="rs-waterfall-what"
              style={{ paddingInlineStart: Math.min(span.depth, INDENT_DEPTH_MAX) * INDENT_PX }}
            >
              {spanWords(span)}
              {span.status !== undefined ? ` · ${span.status}` : ''}
              {span.error !== undefined ? (
                <>
                  {' '}
                  <StatusIndicator type="error">{span.error}</StatusIndicator>
                </>
              ) : null}
              <span className="rs-unseen">
                , level {span.depth + 1}, after {spanTime(span.startMs)}, took
              </span>
            </span>
            <span className="rs-number">{spanTime(span.durationMs)}</span>
            <span className="rs-waterfall-track" aria-hidden="true">
              <span className={`rs-waterfall-bar${kind}`} style={placeOf(span, trace.durationMs)} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
