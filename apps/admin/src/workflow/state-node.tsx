import type { Node, NodeProps } from '@xyflow/react';
import { roughDuration } from '../format/dates.ts';
import { visitStatuses } from '../format/status-words.ts';
import { type GraphState, type StateKind, stateWords } from './definition.ts';
import type { StateProgress } from './progress.ts';

export const kindWords: Readonly<Record<StateKind, string>> = {
  function: 'Automatic step',
  'waits-for-person': 'Waits for a person',
  choice: 'Choice',
  wait: 'Waits',
  pass: 'Pass',
  parallel: 'Parallel',
  map: 'For each',
  succeed: 'Success',
  fail: 'Failure',
};

export type StateNodeType = Node<
  { state: GraphState; progress: StateProgress; selected: boolean; onOpen: (state: string) => void },
  'state'
>;
export type StartNodeType = Node<Record<string, never>, 'start'>;

/** How a state stands, for people who do not see shape and colour. */
function spokenOf(progress: StateProgress): string {
  const status = progress.status === 'not-reached' ? 'not reached' : visitStatuses[progress.status].text;
  const times = progress.visits > 1 ? `, entered ${progress.visits} times` : '';
  const retries = progress.retries > 0 ? `, tried again ${progress.retries} times` : '';
  return `: ${status}${times}${retries}`;
}

/** A state as a card: name, type, time spent, and how it stands by shape as well as by colour. */
export function StateNode({ data }: NodeProps<StateNodeType>) {
  const { state, progress, selected, onOpen } = data;
  const reached = progress.status !== 'not-reached';
  return (
    <button
      key={progress.status === 'running' ? progress.enteredAt : 'still'}
      type="button"
      className="wf-card nopan nodrag"
      data-status={progress.status}
      aria-pressed={selected}
      title={state.comment ?? state.name}
      onClick={() => onOpen(state.name)}
    >
      <span className="wf-card-name">
        {stateWords(state.name)}
        <span className="rs-unseen">{spokenOf(progress)}</span>
      </span>
      <span className="wf-card-facts">
        <span>{kindWords[state.kind]}</span>
        <span className="wf-card-time">
          {reached && state.kind !== 'choice' ? roughDuration(progress.spentMs) : ''}
        </span>
      </span>
      {progress.retries > 0 ? (
        <span className="wf-corner" aria-hidden="true">
          ↻ {progress.retries}
        </span>
      ) : null}
    </button>
  );
}

export const StartNode = (_: NodeProps<StartNodeType>) => (
  <div className="wf-start" role="img" aria-label="Start">
    ▶
  </div>
);
