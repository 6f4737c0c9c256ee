import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { GraphEdge, WorkflowGraph } from './definition.ts';
import { labelSize, type Point } from './geometry.ts';

const cardWidth = 200;
const cardHeight = 76;
/** States that do nothing but end are smaller: there is less to say of them. */
const endWidth = 178;
const endHeight = 56;
const startSize = 28;
/** The mark before the first state; no state can have this name, since it has no letters. */
export const startId = '▶';

export type Direction = 'right' | 'down';

export interface Box extends Point {
  width: number;
  height: number;
}

export interface Layout {
  direction: Direction;
  width: number;
  height: number;
  /** By state name, and the start mark's. */
  boxes: ReadonlyMap<string, Box>;
  /** By edge id: the line's corners and where its label stands. */
  lines: ReadonlyMap<string, { points: readonly Point[]; label: Box }>;
}

const options = (direction: Direction): Record<string, string> => ({
  'elk.algorithm': 'layered',
  'elk.direction': direction === 'right' ? 'RIGHT' : 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.edgeLabels.sideSelection': 'SMART_DOWN',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.edgeLabels.placement': 'CENTER',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
});

const startEdge = (graph: WorkflowGraph): ElkExtendedEdge => ({
  id: startId,
  sources: [startId],
  targets: [graph.startAt],
});

const edge = ({ id, from, to, label }: GraphEdge): ElkExtendedEdge => ({
  id,
  sources: [from],
  targets: [to],
  // A label without text would be given no place, and there would be none for the count.
  labels: [{ text: label || '×', ...labelSize(label) }],
});

/** Places states, ways and labels so that none lies over another. */
export async function layOut(graph: WorkflowGraph, direction: Direction): Promise<Layout> {
  const placed: ElkNode = await new ELK().layout({
    id: 'workflow',
    layoutOptions: options(direction),
    children: [
      { id: startId, width: startSize, height: startSize },
      ...graph.states.map(({ name, kind }) =>
        kind === 'succeed' || kind === 'fail'
          ? { id: name, width: endWidth, height: endHeight }
          : { id: name, width: cardWidth, height: cardHeight },
      ),
    ],
    edges: [startEdge(graph), ...graph.edges.map(edge)],
  });
  const boxes = new Map<string, Box>();
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of placed.children ?? [])
    boxes.set(id, { x, y, width, height });
  const lines = new Map<string, { points: readonly Point[]; label: Box }>();
  for (const { id, sections = [], labels = [] } of placed.edges ?? []) {
    const [section] = sections;
    if (!section) continue;
    const { x = 0, y = 0, width = 0, height = 0 } = labels[0] ?? {};
    lines.set(id, {
      points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
      label: { x, y, width, height },
    });
  }
  return { direction, width: placed.width ?? 0, height: placed.height ?? 0, boxes, lines };
}
