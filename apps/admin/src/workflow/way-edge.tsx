import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { GraphEdge } from './definition.ts';
import { labelLines, type Point, roundedPath } from './geometry.ts';
import type { Box } from './layout.ts';

export type WayEdgeType = Edge<
  { way: Pick<GraphEdge, 'via' | 'label'>; taken: number; points: readonly Point[]; label: Box | undefined },
  'way'
>;

/** Arrowhead at the last point, in the direction in which the line arrives. */
function arrow(points: readonly Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return '';
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const unit = { x: (tip.x - before.x) / length, y: (tip.y - before.y) / length };
  const base = { x: tip.x - unit.x * 9, y: tip.y - unit.y * 9 };
  return `M ${tip.x} ${tip.y} L ${base.x - unit.y * 5} ${base.y + unit.x * 5} L ${base.x + unit.y * 5} ${base.y - unit.x * 5} Z`;
}

/** A way between two states: solid once it was gone, with how often; a caught error's is dashed and begins at a diamond. */
export function WayEdge({ data }: EdgeProps<WayEdgeType>) {
  if (!data) return null;
  const { way, taken, points, label } = data;
  const [first] = points;
  const wasTaken = taken > 0;
  const lines = labelLines(way.label);
  return (
    <>
      <path className="wf-line" data-taken={wasTaken} data-via={way.via} d={roundedPath(points, 10)} />
      <path className="wf-arrow" data-taken={wasTaken} d={arrow(points)} />
      {way.via === 'caught' && first ? (
        <path
          className="wf-caught-mark"
          data-taken={wasTaken}
          d={`M ${first.x - 6} ${first.y} l 6 -6 l 6 6 l -6 6 z`}
        />
      ) : null}
      {label && (lines.length > 0 || taken > 1) ? (
        <EdgeLabelRenderer>
          <div
            className="wf-label"
            data-taken={wasTaken}
            style={{
              transform: `translate(${label.x}px, ${label.y}px)`,
              width: label.width,
              height: label.height,
            }}
          >
            {lines.length > 0 ? (
              <span>
                {lines.map((line) => (
                  <span key={line} style={{ display: 'block' }}>
                    {line}
                  </span>
                ))}
              </span>
            ) : null}
            {taken > 1 ? <span className="wf-label-count">{taken}×</span> : null}
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
}
