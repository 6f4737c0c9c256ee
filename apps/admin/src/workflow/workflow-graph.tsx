import '@xyflow/react/dist/base.css';
import './graph.css';
import Spinner from '@cloudscape-design/components/spinner';
import { Controls, Position, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Schemas } from '../api/context.tsx';
import { useIsDark } from '../app/appearance.ts';
import { useNow } from '../app/clock.ts';
import { readDefinition } from './definition.ts';
import { type Direction, type Layout, layOut, startId } from './layout.ts';
import { progressIn, progressOf } from './progress.ts';
import { StartNode, type StartNodeType, StateNode, type StateNodeType } from './state-node.tsx';
import { WayEdge, type WayEdgeType } from './way-edge.tsx';

const nodeTypes = { state: StateNode, start: StartNode };
const edgeTypes = { way: WayEdge };
/** Below this the names on the cards cannot be read; then the graph is moved about rather than made smaller. */
const leastZoom = 0.62;

interface WorkflowGraphProps {
  definition: Schemas['Definition']['definition'];
  visits: readonly Schemas['StateVisit'][];
  selected: string | undefined;
  onOpen: (state: string) => void;
}

type Flow = ReactFlowInstance<StateNodeType | StartNodeType, WayEdgeType>;

/** Shows the whole graph where it can be read, otherwise the state where the execution is. */
function look(flow: Flow, layout: Layout, frame: HTMLElement, current: string | undefined): void {
  const fits = Math.min(frame.clientWidth / (layout.width + 24), frame.clientHeight / (layout.height + 24));
  const box = current ? layout.boxes.get(current) : layout.boxes.get(startId);
  if (fits >= leastZoom || !box) {
    void flow.fitView({ padding: 0.03, maxZoom: 1 });
    return;
  }
  const zoom = leastZoom + 0.13;
  const halfWidth = frame.clientWidth / zoom / 2;
  const halfHeight = frame.clientHeight / zoom / 2;
  // Centred on the state, without leaving empty room beside the graph.
  const within = (wanted: number, half: number, size: number): number =>
    half * 2 >= size ? size / 2 : Math.max(half - 12, Math.min(size - half + 12, wanted));
  void flow.setCenter(
    within(box.x + box.width / 2, halfWidth, layout.width),
    within(box.y + box.height / 2, halfHeight, layout.height),
    { zoom },
  );
}

/** The workflow as its definition draws it, with the execution's way through it. */
export function WorkflowGraph({ definition, visits, selected, onOpen }: WorkflowGraphProps) {
  const graph = useMemo(() => readDefinition(definition), [definition]);
  const dark = useIsDark();
  const nowMs = useNow('process', 1_000);
  const frame = useRef<HTMLDivElement>(null);
  const [direction, setDirection] = useState<Direction>();
  const [layout, setLayout] = useState<Layout>();
  const [flow, setFlow] = useState<Flow>();

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setDirection(entry.contentRect.width >= 760 ? 'right' : 'down');
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!direction) return;
    let wanted = true;
    void layOut(graph, direction).then((next) => {
      if (wanted) setLayout(next);
    });
    return () => {
      wanted = false;
    };
  }, [graph, direction]);

  const progress = useMemo(() => progressOf(graph, visits, nowMs), [graph, visits, nowMs]);
  const { current } = progress;

  useEffect(() => {
    if (flow && layout && frame.current) look(flow, layout, frame.current, current);
  }, [flow, layout, current]);

  const nodes = useMemo<(StateNodeType | StartNodeType)[]>(() => {
    if (!layout) return [];
    const placed = (id: string) => {
      const { x = 0, y = 0, width = 0, height = 0 } = layout.boxes.get(id) ?? {};
      // Lines bring corners of their own: these handles are told, not measured, so that no line waits for a measuring.
      const handle = { x: 0, y: 0, width: 1, height: 1, position: Position.Left };
      return {
        id,
        position: { x, y },
        width,
        height,
        measured: { width, height },
        handles: [
          { ...handle, type: 'source' as const },
          { ...handle, type: 'target' as const },
        ],
      };
    };
    return [
      { ...placed(startId), type: 'start', data: {} },
      ...graph.states.map(
        (state): StateNodeType => ({
          ...placed(state.name),
          type: 'state',
          data: { state, progress: progressIn(progress, state.name), selected: state.name === selected, onOpen },
        }),
      ),
    ];
  }, [graph, layout, progress, selected, onOpen]);

  const edges = useMemo<WayEdgeType[]>(() => {
    if (!layout) return [];
    const begun = visits.length > 0 ? 1 : 0;
    return [{ id: startId, from: startId, to: graph.startAt, via: 'next' as const, label: '' }, ...graph.edges].map(
      ({ id, from, to, via, label }) => {
        const line = layout.lines.get(id);
        const taken = id === startId ? begun : (progress.taken.get(id) ?? 0);
        return {
          id,
          source: from,
          target: to,
          type: 'way',
          // Ways that were gone are drawn over those that were not.
          zIndex: taken > 0 ? 1 : 0,
          data: {
            way: { via, label },
            taken,
            points: line?.points ?? [],
            label: id === startId ? undefined : line?.label,
          },
        };
      },
    );
  }, [graph, layout, progress, visits.length]);

  const height = layout ? Math.max(300, Math.min(640, layout.height * 0.85 + 40)) : 380;
  return (
    <section className="wf" ref={frame} style={{ height }} aria-label="Workflow graph">
      {layout ? (
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={dark ? 'dark' : 'light'}
          onInit={setFlow}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          preventScrolling={false}
          zoomOnDoubleClick={false}
          minZoom={0.25}
          maxZoom={1.5}
          proOptions={{ hideAttribution: true }}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      ) : (
        <div className="rs-graph-waiting">
          <Spinner /> Drawing the workflow
        </div>
      )}
    </section>
  );
}

export const Legend = () => (
  <div className="wf-legend" aria-hidden="true">
    <span>
      <i data-shape="running" /> now here
    </span>
    <span>
      <i /> done
    </span>
    <span>
      <i data-shape="caught" /> error caught
    </span>
    <span>
      <i data-shape="failed" /> failed
    </span>
    <span>
      <i data-shape="not-reached" /> not reached
    </span>
  </div>
);
