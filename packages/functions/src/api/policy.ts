import type { Policy } from '@resit/integrity/policy/policy';
import { policyInForce, savePolicy } from '@resit/integrity/use-cases/staff/save-policy';
import { z } from 'zod';
import { present } from './present.ts';
import {
  type ApiDeps,
  type ApiReply,
  type ApiRequest,
  bodyOf,
  type Route,
  requiredVersion,
  whyField,
} from './route.ts';

const whole = (what: string, min: number, max: number) => {
  const message = `Enter ${what} as a whole number from ${min} to ${max}.`;
  return z.int(message).min(min, message).max(max, message);
};

const policySchema = z.strictObject({
  passMarkPercent: whole('the pass mark in percent', 1, 100),
  attempts: whole('the attempts', 1, 10),
  days: whole('the days', 1, 90),
  questionCount: whole('the number of questions', 5, 60),
  timeLimitMinutes: whole('the time limit in minutes', 5, 600).exactOptional(),
  reminderDaysBefore: z.array(whole('the days before the deadline', 1, 60)).max(10, 'Use at most 10 reminders.'),
  appealDays: whole('the days to appeal', 1, 90),
  retentionMonths: whole('the months of retention', 1, 240),
  why: whyField,
});

function policyView(policy: Policy) {
  const { id: _id, version: _version, timeLimitMinutes, ...shown } = policy;
  return present({ ...shown, timeLimitMinutes: timeLimitMinutes ?? undefined });
}

async function get(deps: ApiDeps): Promise<ApiReply> {
  const policy = await policyInForce(deps);
  return { body: policyView(policy), version: policy.number };
}

async function put(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const expectedNumber = requiredVersion(request);
  const { why, timeLimitMinutes = null, ...terms } = bodyOf(policySchema, request);
  const policy = await savePolicy(deps, {
    caller: request.caller,
    terms: { ...terms, timeLimitMinutes },
    why,
    expectedNumber,
  });
  return { body: policyView(policy), version: policy.number };
}

async function history(deps: ApiDeps): Promise<ApiReply> {
  const page = await deps.repository.query('policy', 'all', { partition: 'all', order: 'descending', limit: 1000 });
  return { body: { items: page.items.map(policyView) } };
}

export const policyRoutes: readonly Route[] = [
  { operation: 'getPolicy', at: 'GET /policy', handle: get },
  { operation: 'putPolicy', at: 'PUT /policy', handle: put },
  { operation: 'listPolicies', at: 'GET /policy/history', handle: history },
];
