import type { Incident } from '@resit/integrity/incident/incident';
import { incidentIdOf } from '@resit/integrity/incident/incident-id';
import { anIncident } from '@resit/integrity/testing/fixtures';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { createWorld } from '@resit/integrity/testing/world';
import { beforeEach, describe, expect, it } from 'vitest';
import { administrator, createTestApi, lecturer, officer, otherLecturer } from '../testing/call-api.ts';
import { createOffice, openIncident } from '../testing/office.ts';

type Page = { items: { id: string; reportedAt: string }[]; cursor?: string };
const list = async (deps: TestDeps, query: Record<string, string>, caller = officer) =>
  (await createTestApi(deps).call<Page>(caller, 'GET /incident', { query })).body;
const idsOf = async (deps: TestDeps, query: Record<string, string>) =>
  (await list(deps, query)).items.map(({ id }) => id).sort();

describe('the list of incidents', () => {
  let deps: TestDeps;
  beforeEach(async () => {
    deps = await createOffice();
    const two = (await deps.repository.get('incident', 'two')) as Incident;
    const exam = await deps.repository.get('exam', 'two-exam');
    await deps.repository.commit([
      {
        type: 'put',
        kind: 'incident',
        item: {
          ...two,
          work: { title: 'Café essay', unit: 'LAW200' },
          student: { ...two.student, name: "O'Brien 李 😀", faculty: 'Law' },
          reportedAt: '2026-11-23T02:00:00.000Z',
          changedAt: '2026-11-24T02:00:00.000Z',
          run: {
            ...two.run,
            stopped: { at: '2026-11-24T02:00:00.000Z', status: 'FAILED', error: 'E', cause: 'token-of-two-exam' },
          },
        },
      },
      {
        type: 'put',
        kind: 'exam',
        item: {
          ...exam!,
          openRequests: [],
          invitation: { mailId: 'two-mail', status: 'bounced', at: '2026-11-23T02:00:00.000Z' },
          deadline: { at: '2026-12-05T12:59:59.999Z', zone: 'Australia/Sydney' },
        },
      },
    ]);
  });

  it.each([
    [{}, ['one', 'two']],
    [{ status: 'exam-open' }, ['one', 'two']],
    [{ status: 'resolved,closed' }, []],
    [{ stopped: 'true' }, ['two']],
    [{ stopped: 'false' }, ['one']],
    [{ notNotified: 'true' }, ['two']],
    [{ notNotified: 'false' }, ['one']],
    [{ openRequest: 'true' }, ['one']],
    [{ reporter: 'lecturer-2' }, ['two']],
    [{ reporter: 'me' }, []],
    [{ student: 's1' }, ['one']],
    [{ unit: 'law200' }, ['two']],
    [{ faculty: 'LAW' }, ['two']],
    [{ dueBefore: '2026-12-01T00:00:00Z' }, ['one']],
    [{ dueFrom: '2026-12-01T00:00:00+11:00' }, ['two']],
    [{ q: 'ref-two' }, ['two']],
    [{ q: "o'brien" }, ['two']],
    [{ q: '李 😀' }, ['two']],
    [{ q: 'cafe\u0301 essay' }, ['two']],
    [{ q: 'nothing like it' }, []],
    [{ q: 's2', unit: 'HIST101' }, []],
  ])('by %j has %j', async (query, expected) => {
    expect(await idsOf(deps, query as unknown as Record<string, string>)).toEqual(expected);
  });

  it.each([
    ['-reportedAt', ['two', 'one']],
    ['reportedAt', ['one', 'two']],
    ['-changedAt', ['two', 'one']],
    ['deadline', ['one', 'two']],
  ])('sorted by %s is %j', async (sort, expected) => {
    expect((await list(deps, { sort })).items.map(({ id }) => id)).toEqual(expected);
  });

  it.each([
    { status: 'open' },
    { stopped: 'yes' },
    { limit: '0' },
    { limit: '201' },
    { limit: 'all' },
    { dueFrom: 'tomorrow' },
    { sort: 'name' },
    { cursor: 'x' },
  ])('refuses %j, naming the parameter', async (query) => {
    const answer = await createTestApi(deps).call(officer, 'GET /incident', { query: query as never });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    expect(answer.body.errors?.[0]?.pointer).toMatch(new RegExp(`^[?/]${Object.keys(query)[0]}$`));
  });

  it('shows what stands out on each row to officers', async () => {
    const { items } = await list(deps, { stopped: 'true' });
    expect(items).toMatchObject([
      { stopped: true, notNotified: true, openRequests: 0, attempt: 1, attemptsAllowed: 3, deadline: {} },
    ]);
  });

  it('shows no token in what an execution said as it stopped', async () => {
    const long = Buffer.alloc(33, 9).toString('base64');
    const two = (await deps.repository.get('incident', 'two')) as Incident;
    const run = { ...two.run, stopped: { ...two.run.stopped!, cause: `{"TaskToken":"${long}"} and ${long}` } };
    await deps.repository.commit([{ type: 'put', kind: 'incident', item: { ...two, run } }]);
    const answer = await createTestApi(deps).call(administrator, 'GET /incident/{incidentId}', {
      path: { incidentId: 'two' },
    });
    expect(answer.text).not.toContain(long);
    expect(answer.body.actions).toContainEqual({ name: 'redrive' });
  });

  it('pages through all of them once, whatever is filtered out between', async () => {
    for (let at = 0; at < 60; at += 1) {
      const student = at % 7 === 0 ? 'rare' : 'common';
      await deps.repository.commit(openIncident(`more-${at}`, { sub: 'lecturer-9', name: 'L' }, student));
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(deps, { q: 'rare', limit: '4', ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(4);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.length).toBe(9);
    expect(new Set(seen).size).toBe(9);
  });
});

describe('the list that a lecturer sees', () => {
  let deps: TestDeps;
  beforeEach(async () => {
    deps = await createOffice();
    for (let at = 0; at < 6; at += 1)
      await deps.repository.commit(openIncident(`other-${at}`, { sub: 'lecturer-2', name: 'L' }, 's1'));
    await deps.repository.commit(openIncident('mine', { sub: 'lecturer-1', name: 'Lena Lecturer' }, 's1'));
  });

  it.each<Record<string, string>>([
    {},
    { student: 's1' },
    { status: 'exam-open' },
    { q: 's1' },
    { sort: 'reportedAt' },
    { sort: '-changedAt' },
    { reporter: 'lecturer-2' },
  ])('tells by %j nothing of reports by others, in its cursors neither', async (query) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(deps, { ...query, limit: '1', ...(cursor === undefined ? {} : { cursor }) }, lecturer);
      expect(page.items.length).toBe(1);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
      if (cursor !== undefined) expect(Buffer.from(cursor, 'base64url').toString('utf8')).toMatch(/"(one|mine)"\]$/u);
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual(['mine', 'one']);
  });

  it.each<Record<string, string>>([{ student: 's1' }, { sort: '-changedAt' }])(
    'tells by %j nothing of others, however many there are',
    async (query) => {
      for (let batch = 0; batch < 52; batch += 1)
        await deps.repository.commit(
          Array.from({ length: 100 }, (_, at) => ({
            type: 'put' as const,
            kind: 'incident' as const,
            item: anIncident({
              id: `many-${batch}-${at}`,
              version: 0,
              status: 'to-be-scheduled',
              student: { studentNumber: 's1', name: 'Student s1', email: 's1@example.edu' },
              reportedBy: { sub: 'lecturer-2', name: 'L', role: 'lecturer' },
            }),
          })),
        );
      const page = await list(deps, { ...query, q: 'hist101' }, lecturer);
      expect([page.items.map(({ id }) => id).sort(), page.cursor]).toEqual([['mine', 'one'], undefined]);
    },
  );

  it.each<Record<string, string>>([
    { sort: 'deadline' },
    { dueBefore: '2026-12-01T00:00:00Z' },
    { dueFrom: '2026-12-01T00:00:00Z' },
    { openRequest: 'true' },
    { notNotified: 'false' },
    { stopped: 'true' },
  ])('is refused by %j, which asks for what lecturers are not shown', async (query) => {
    const answer = await createTestApi(deps).call(lecturer, 'GET /incident', { query });
    expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  });

  it('is not searched by the finding, which lecturers are not shown', async () => {
    const one = (await deps.repository.get('incident', 'one')) as Incident;
    const finding = { reference: 'SECRET-77', foundOn: '2026-11-20' };
    await deps.repository.commit([{ type: 'put', kind: 'incident', item: { ...one, finding } }]);
    expect((await list(deps, { q: 'secret-77' })).items.length).toBe(1);
    expect((await list(deps, { q: 'secret-77' }, lecturer)).items).toEqual([]);
  });
});

describe('an incident', () => {
  it('comes with all that belongs to it, for officers', async () => {
    const deps = await createOffice();
    const answer = await createTestApi(deps).call(officer, 'GET /incident/{incidentId}', {
      path: { incidentId: 'one' },
    });
    expect(answer.etag).toBe('"1"');
    expect(answer.body).toMatchObject({
      id: 'one',
      student: { studentNumber: 's1' },
      exams: [{ id: 'one-exam', deadlineHeld: true, link: 'http://localhost:8080/exam/one-exam' }],
      requests: [{ text: 'Words of s1 to the office.' }],
      notes: [{ text: 'A note about s1.' }],
      mail: [{ id: 'one-mail', status: 'accepted' }],
      otherIncidents: [],
    });
    const timeline = answer.body.timeline as { action: string; text: string; facts: object }[];
    expect(timeline.map(({ action }) => action).sort()).toEqual(['incident.reported', 'mail.invitation']);
    expect(timeline.find(({ action }) => action === 'incident.reported')).toMatchObject({
      text: 'Incident reported',
      facts: { name: 'Student s1' },
    });
    expect(answer.text).not.toContain('token-of');
  });

  it('shows officers the other incidents of its student', async () => {
    const deps = await createOffice();
    await deps.repository.commit(openIncident('three', { sub: 'lecturer-2', name: 'Luis' }, 's1'));
    const { body } = await createTestApi(deps).call(officer, 'GET /incident/{incidentId}', {
      path: { incidentId: 'one' },
    });
    expect(body.otherIncidents).toMatchObject([{ id: 'three' }]);
  });

  it('is `registering` to its reporter and to officers until it is stored, and nothing to others', async () => {
    const id = incidentIdOf(lecturer.sub, 'form-1');
    const deps = await createWorld({
      answerSfn: ({ input }) => {
        if (!String(input.executionArn).endsWith(id)) {
          throw Object.assign(new Error('no such execution'), { name: 'ExecutionDoesNotExist' });
        }
        return { status: 'RUNNING', input: JSON.stringify({ incidentId: id, reportedBy: { sub: lecturer.sub } }) };
      },
    });
    const get = (caller: typeof lecturer, incidentId: string) =>
      createTestApi(deps).call(caller, 'GET /incident/{incidentId}', { path: { incidentId } });
    expect((await get(lecturer, id)).body).toMatchObject({ id, status: 'registering' });
    expect((await get(officer, id)).body).toMatchObject({ id, status: 'registering' });
    expect((await get(otherLecturer, id)).status).toBe(404);
    expect((await get(officer, incidentIdOf('x', 'y'))).status).toBe(404);
    expect((await get(officer, '../x')).status).toBe(404);
  });
});

describe('the dashboard', () => {
  it('counts what is open, what is due and what waits', async () => {
    const deps = await createOffice();
    const exam = await deps.repository.get('exam', 'two-exam');
    const submitted = {
      ...exam!,
      status: 'submitted',
      startedAt: '2026-11-22T03:00:00.000Z',
      submittedAt: '2026-11-22T04:00:00.000Z',
      submittedBy: 'student',
      marking: { points: 20, maxPoints: 20, scorePercent: 100, result: 'Pass', byQuestion: [], topicsToStudy: [] },
    };
    const two = (await deps.repository.get('incident', 'two')) as Incident;
    const resolved = { ...two, status: 'resolved', resolvedAt: '2026-11-25T14:00:00.000Z', examId: 'two-exam' };
    await deps.repository.commit([
      { type: 'put', kind: 'exam', item: submitted as never },
      { type: 'put', kind: 'incident', item: { ...resolved, certificateId: 'c' } as never },
    ]);
    deps.clock.set('2026-11-26T02:00:00.000Z');
    const { body } = await createTestApi(deps).call(officer, 'GET /dashboard');
    expect(body).toMatchObject({
      stopped: 0,
      notNotified: 0,
      openRequests: 2,
      dueThisWeek: [{ id: 'one' }],
      waitingDecisions: [],
      passRateByAttempt: [{ attempt: 1, sat: 1, passed: 1 }],
      medianDaysToResolve: 3.5,
      byFaculty: [{ faculty: 'Arts', incidents: 2, open: 1 }],
    });
    expect(body.openByStatus).toContainEqual({ status: 'exam-open', count: 1 });
  });

  it('says nothing of a median while nothing is resolved', async () => {
    const { body } = await createTestApi(await createOffice()).call(officer, 'GET /dashboard');
    expect(body).not.toHaveProperty('medianDaysToResolve');
    expect(body.passRateByAttempt).toEqual([]);
  });
});
