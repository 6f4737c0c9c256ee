import type { Mailbox } from '../mailbox.ts';
import type { Played } from '../play.ts';
import { type Records, recordsOf } from '../records.ts';
import type { World } from '../world.ts';

/** What the engine alone knows of an incident or exam, and how often it was written: another with every execution. */
const without = (value: unknown, names: readonly string[]): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
    : value;
const ENGINES = ['run', 'waiting', 'version'];

/** Ids of mails tell which version of an incident or exam they were written for. */
const VERSION = /(#(?:incident|exam-\d+):(?:[a-z]+-)?)\d+/gu;
const withoutVersions = <T>(value: T): T => JSON.parse(JSON.stringify(value).replace(VERSION, '$1#version')) as T;

interface Entry {
  action: string;
}
interface WrittenMail {
  template: string;
}
const REMINDED = ['officersRemindedAt', 'officersRemindedAtReal'];
const sorted = (values: readonly unknown[]): unknown[] =>
  [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Mails, of which reminders of the office count once, whenever and however often they were written. */
function withoutReminders(mails: readonly WrittenMail[]): unknown[] {
  const timeless = mails.map((mail) =>
    mail.template === 'officer-notice' ? without(mail, ['createdAt', 'delivery']) : mail,
  );
  return [...new Set(timeless.map((mail) => JSON.stringify(mail)))].map((text) => JSON.parse(text) as unknown);
}

export interface Compared {
  topics: ReadonlyMap<string, string>;
  /** Its execution had ended before the move. */
  hadEnded: boolean;
  /** It waited for the office at the move: the days after which officers are reminded begin anew with it. */
  hadWaited: boolean;
}

/**
 * What became of a case, without what a move has to change: executions and their tokens, and the entry of the move. Of the
 * execution that carries the incident in the end there is how it ended, and in which state.
 */
export async function movedRecordsOf(
  world: World,
  played: Played,
  { topics, hadEnded, hadWaited }: Compared,
): Promise<Records> {
  const quiet: World = { ...world, execution: async () => ({ status: '', states: [] }) };
  const { executions: _none, ...found } = await recordsOf(quiet, played, topics);
  const records = withoutVersions(found);
  const incident = await world.repository.get('incident', played.incidentId);
  const name = incident?.run.executionName ?? '';
  // The histories of what had ended stay where they are.
  const run = hadEnded ? undefined : await world.execution(name);
  const mails = records.mails as WrittenMail[];
  return {
    ...records,
    incident: without(records.incident, [...ENGINES, ...(hadWaited ? REMINDED : [])]),
    exams: (records.exams as unknown[]).map((exam) => without(exam, ENGINES)),
    mails: sorted(hadWaited ? withoutReminders(mails) : mails),
    audit: (records.audit as Entry[])
      .filter(({ action }) => action !== 'workflow.moved')
      .map((entry) => without(entry, ['seq'])),
    stopped: incident?.run.stopped?.error,
    execution: run && { status: run.status, last: run.states.at(-1) },
  };
}

/** What each address was sent, by subject; the office, which is reminded, each subject once. */
export const lettersIn = (mailbox: Mailbox, office: string): Readonly<Record<string, string[]>> =>
  Object.fromEntries(
    mailbox.addresses.sort().map((address) => {
      const subjects = mailbox.of(address).map(({ subject }) => subject);
      return [address, (address === office ? [...new Set(subjects)] : subjects).sort()];
    }),
  );
