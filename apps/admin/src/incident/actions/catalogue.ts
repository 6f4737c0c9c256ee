import type { Schemas } from '../../api/context.tsx';

export type Action = Schemas['AllowedAction'];
export type ActionName = Action['name'];

interface Entry {
  label: string;
  group: 'report' | 'exam' | 'incident' | 'workflow';
  /** What waits for this action, so that it stands as a button of its own beside the menu. */
  waitedFor?: boolean;
  /** What it is called once the incident has ended. */
  onceEnded?: string;
}

/** Every action of the API, in the order of the menu. Notes and evidence have a place of their own on the page. */
const catalogue = {
  confirm: { label: 'Confirm report', group: 'report', waitedFor: true },
  refuse: { label: 'Refuse report', group: 'report' },
  decide: { label: 'Decide', group: 'incident', waitedFor: true },
  'answer-request': { label: 'Answer request', group: 'exam', waitedFor: true },
  'extend-deadline': { label: 'Move deadline', group: 'exam' },
  adjust: { label: 'Adjust time', group: 'exam' },
  'resend-invitation': { label: 'Send invitation again', group: 'exam' },
  'mark-bounced': { label: 'Mark as not notified', group: 'exam' },
  'issue-code': { label: 'Issue a code', group: 'exam' },
  excuse: { label: 'Excuse this attempt', group: 'exam' },
  redrive: { label: 'Redrive workflow', group: 'workflow', waitedFor: true },
  resume: { label: 'Resume workflow', group: 'workflow', onceEnded: 'Open again' },
  withdraw: { label: 'Withdraw incident', group: 'incident' },
} as const satisfies Record<Exclude<ActionName, 'notes' | 'evidence' | 'remove-evidence'>, Entry>;

export type MenuActionName = keyof typeof catalogue;
const names = Object.keys(catalogue) as MenuActionName[];
const entryOf = (name: MenuActionName): Entry => catalogue[name];

const groupTitles: Readonly<Record<Entry['group'], string>> = {
  report: 'Report',
  exam: 'Exam',
  incident: 'Incident',
  workflow: 'Workflow',
};

export interface MenuGroup {
  title: string;
  items: { name: MenuActionName; label: string }[];
}

export function labelOf(name: MenuActionName, ended = false): string {
  const { label, onceEnded } = entryOf(name);
  return (ended ? onceEnded : undefined) ?? label;
}

/** The menu of the actions that the server allows, grouped and in order; what this site does not know is left out. */
export function menuOf(actions: readonly Action[], ended = false): MenuGroup[] {
  const allowed = new Set<string>(actions.map(({ name }) => name));
  return (Object.keys(groupTitles) as Entry['group'][])
    .map((group) => ({
      title: groupTitles[group],
      items: names
        .filter((name) => allowed.has(name) && entryOf(name).group === group)
        .map((name) => ({ name, label: labelOf(name, ended) })),
    }))
    .filter(({ items }) => items.length > 0);
}

/** The one action that the incident waits for, if it waits for one. */
export function waitedFor(actions: readonly Action[]): MenuActionName | undefined {
  const allowed = new Set<string>(actions.map(({ name }) => name));
  return names.find((name) => entryOf(name).waitedFor && allowed.has(name));
}

export const findAction = (actions: readonly Action[], name: ActionName): Action | undefined =>
  actions.find((action) => action.name === name);
