import type { Caller } from '../../access/caller.ts';
import { staffActor } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import { InvalidInput, VersionMismatch } from '../../errors.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Deps } from '../../ports/deps.ts';
import { Conflict } from '../../ports/repository.ts';
import { checkBank } from '../../question-bank/bank.ts';
import { checkGuessing } from '../../question-bank/guessing.ts';
import { defaultBlueprint } from '../../question-bank/topic.ts';
import { newestQuestions } from '../question-bank.ts';

/** What an administrator decides in a policy; the rest is bookkeeping. */
export type PolicyTerms = Omit<Policy, 'id' | 'version' | 'number' | 'createdAt' | 'createdBy'>;

/** There is no policy at all: the data folder was never set up. A fault of ours. */
export class PolicyMissing extends Error {
  readonly code = 'policy-missing';
  constructor() {
    super('No policy is stored.');
  }
}

/** The policy that new incidents get: the one with the highest number. @throws PolicyMissing */
export async function policyInForce(deps: Pick<Deps, 'repository'>): Promise<Policy> {
  const page = await deps.repository.query('policy', 'all', { partition: 'all', order: 'descending', limit: 1 });
  const newest = page.items[0];
  if (!newest) throw new PolicyMissing();
  return newest;
}

/**
 * Makes the next policy. Incidents registered before keep theirs. A policy that guessing would pass, or that the question
 * bank cannot serve, is refused with the figure.
 * @throws NotAllowed, VersionMismatch if `expectedNumber` is not the one in force, InvalidInput
 */
export async function savePolicy(
  deps: Deps,
  input: { caller: Caller; terms: PolicyTerms; why: string; expectedNumber: number },
): Promise<Policy> {
  assertMay(input.caller, 'putPolicy');
  const before = await policyInForce(deps);
  if (before.number !== input.expectedNumber) throw new VersionMismatch('policy');
  assertConsistent(input.terms);
  await assertBankServes(deps, input.terms);
  const at = new Date(deps.clock.nowMs()).toISOString();
  const number = before.number + 1;
  const reminderDaysBefore = [...new Set(input.terms.reminderDaysBefore)].sort((a, b) => b - a);
  const policy: Policy = {
    ...input.terms,
    reminderDaysBefore,
    id: String(number),
    version: 0,
    number,
    createdAt: at,
    createdBy: input.caller.name,
  };
  try {
    await deps.repository.commit([
      { type: 'put', kind: 'policy', item: policy, expected: null },
      {
        type: 'audit',
        note: {
          chain: 'policy',
          at,
          actor: staffActor(input.caller),
          action: 'policy.changed',
          why: input.why,
          facts: { number, ...changes(before, policy) },
        },
      },
    ]);
  } catch (error) {
    throw error instanceof Conflict ? new VersionMismatch('policy') : error;
  }
  return { ...policy, version: 1 };
}

function assertConsistent(terms: PolicyTerms): void {
  const late = terms.reminderDaysBefore.filter((daysBefore) => daysBefore >= terms.days);
  if (late.length === 0) return;
  const message = `Remind fewer days before the deadline than the ${terms.days} days that a student has.`;
  throw new InvalidInput([{ pointer: '/reminderDaysBefore', code: 'too-early', message }]);
}

/** @throws InvalidInput with the probability of passing by guessing, or with the topics that lack questions */
async function assertBankServes(deps: Deps, terms: PolicyTerms): Promise<void> {
  const questions = await newestQuestions(deps);
  const blueprint = defaultBlueprint(deps.topics);
  const bank = checkBank({
    questions,
    topics: deps.topics,
    blueprint,
    count: terms.questionCount,
    attempts: terms.attempts,
  });
  const errors = bank.errors.map(({ message }) => ({
    pointer: '/questionCount',
    code: 'bank-too-small',
    message: `${message}.`,
  }));
  const guessing = checkGuessing(questions, blueprint, terms);
  if (!guessing.ok) errors.push({ pointer: '/passMarkPercent', code: 'guessable', message: guessing.message });
  if (errors.length > 0) throw new InvalidInput(errors);
}

const terms = [
  'passMarkPercent',
  'attempts',
  'days',
  'questionCount',
  'timeLimitMinutes',
  'appealDays',
  'retentionMonths',
] as const;

/** Old and new value of every term that changed. */
function changes(before: Policy, after: Policy): Record<string, string | number | null> {
  const facts: Record<string, string | number | null> = {};
  for (const term of terms) {
    if (before[term] === after[term]) continue;
    facts[`${term}Before`] = before[term];
    facts[term] = after[term];
  }
  const [was, is] = [before.reminderDaysBefore.join(' '), after.reminderDaysBefore.join(' ')];
  return was === is ? facts : { ...facts, reminderDaysBefore: is, reminderDaysBeforeBefore: was };
}
