import type { Schemas } from '../api/context.tsx';
import type { WorkflowGraph } from './definition.ts';

type Visit = Schemas['StateVisit'];

/** How far an execution has come in one state. */
export interface StateProgress {
  status: Visit['status'] | 'not-reached';
  /** Times that it was entered. */
  visits: number;
  /** Times that its task was started beyond once a visit: retries. */
  retries: number;
  /** Time spent in it, in all, until `nowMs` where it still is. */
  spentMs: number;
  /** When it was last entered. */
  enteredAt?: string;
}

export interface Progress {
  states: ReadonlyMap<string, StateProgress>;
  /** By edge id: times that the way was gone. */
  taken: ReadonlyMap<string, number>;
  /** State in which the execution is, or in which it ended. */
  current?: string;
}

const notReached: StateProgress = { status: 'not-reached', visits: 0, retries: 0, spentMs: 0 };

export const progressIn = (progress: Progress, state: string): StateProgress =>
  progress.states.get(state) ?? notReached;

/** The way that a visit left by: its catcher's if its error was caught, the ordinary one otherwise. */
function wayOf(graph: WorkflowGraph, visit: Visit, next: string): string | undefined {
  const caught = visit.status === 'caught';
  const ways = graph.edges.filter(({ from, to }) => from === visit.state && to === next);
  return (ways.find(({ via }) => (via === 'caught') === caught) ?? ways[0])?.id;
}

/** Lays the visits of an execution over its graph. Visits come in the order of entry. */
export function progressOf(graph: WorkflowGraph, visits: readonly Visit[], nowMs: number): Progress {
  const states = new Map<string, StateProgress>();
  const taken = new Map<string, number>();
  for (const [index, visit] of visits.entries()) {
    const before = states.get(visit.state) ?? notReached;
    const endMs = visit.exitedAt
      ? Date.parse(visit.exitedAt)
      : visit.status === 'running'
        ? nowMs
        : Date.parse(visit.enteredAt);
    states.set(visit.state, {
      status: visit.status,
      visits: before.visits + 1,
      retries: before.retries + Math.max(0, visit.tries - 1),
      spentMs: before.spentMs + Math.max(0, endMs - Date.parse(visit.enteredAt)),
      enteredAt: visit.enteredAt,
    });
    const next = visit.next ?? (visit.exitedAt ? visits[index + 1]?.state : undefined);
    const way = next === undefined ? undefined : wayOf(graph, visit, next);
    if (way) taken.set(way, (taken.get(way) ?? 0) + 1);
  }
  const current = visits.at(-1)?.state;
  return { states, taken, ...(current ? { current } : {}) };
}
