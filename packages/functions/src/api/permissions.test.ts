import type { Caller } from '@resit/integrity/access/caller';
import { describe, expect, it } from 'vitest';
import { documentedOperations, functionOf } from '../testing/api-document.ts';
import { administrator, createTestApi, lecturer, nobody, officer, otherLecturer } from '../testing/call-api.ts';
import { createOffice } from '../testing/office.ts';
import { people } from '../testing/people.ts';
import { soundRequest } from '../testing/sound-requests.ts';

/** Reports are taken by the gateway itself, exams by a function of their own; whole-system tests call both. */
const { own, office, administrator: administratorsAlone } = people;
const everybody = people.staff.filter((operation) => operation !== 'reportIncident');

const importCsv =
  'student number,name,email,work title,unit,finding reference,found on,description\ns9,Nine,nine@example.edu,Essay,X1,F-9,2026-11-01,Copied\n';

async function tryOut(caller: Caller, operation: string, at: string, incidentId: string) {
  const api = createTestApi(await createOffice());
  const preview = await api.call<{ id: string }>(officer, 'POST /import', {
    body: { fileName: 'b.csv', csv: importCsv },
  });
  const subject = {
    incidentId,
    mailId: `${incidentId}-mail`,
    requestId: `${incidentId}-request`,
    studentNumber: incidentId === 'one' ? 's1' : 's2',
    importId: preview.body.id,
    staffId: 'staff-1',
  };
  const answer = await api.call(caller, at, soundRequest(operation, subject));
  await api.settled();
  expect(api.faults, `${operation} by ${caller.name}`).toEqual([]);
  return answer;
}

const served = documentedOperations.filter((documented) =>
  ['ApiFunction', 'ImportFunction', 'EvidenceFunction'].includes(functionOf(documented) ?? ''),
);
const aboutIncidents = new Set(
  served.filter(({ at }) => at.includes('{incidentId}')).map(({ operationId }) => operationId),
);

describe('the API lets through', () => {
  it('what the table says, and the table knows every operation of the document', () => {
    const known = [...everybody, ...own, ...office, ...administratorsAlone].sort();
    expect(known).toEqual(served.map(({ operationId }) => operationId).sort());
  });

  const allowed: [string, Caller, readonly string[]][] = [
    ['a lecturer', lecturer, [...everybody, ...own]],
    ['an officer', officer, [...everybody, ...own, ...office]],
    ['an administrator', administrator, [...everybody, ...own, ...office, ...administratorsAlone]],
    ['somebody without a role', nobody, []],
  ];
  describe.each(allowed)('%s', (_who, caller, operations) => {
    it.each(served.map(({ operationId, at }) => [operationId, at] as const))('%s (%s)', async (operation, at) => {
      const answer = await tryOut(caller, operation, at, 'one');
      if (operations.includes(operation)) {
        expect([200, 201, 202, 400, 409]).toContain(answer.status);
      } else {
        expect(answer.status).toBe(403);
        expect(answer.text).not.toMatch(/s1@|Student s1|note about|Words of/);
      }
    });
  });
});

describe("somebody else's incident", () => {
  const actions = served.filter(({ operationId }) => aboutIncidents.has(operationId));

  it.each(actions.map(({ operationId, at }) => [operationId, at] as const))(
    'is out of reach of a lecturer: %s (%s)',
    async (operation, at) => {
      const answer = await tryOut(otherLecturer, operation, at, 'one');
      expect(answer.status).toBe(operation === 'getIncident' ? 404 : 403);
      expect(answer.text).not.toMatch(/s1@|Student s1|note about|Words of|exam-open/);
    },
  );

  it('answers as one that there is not', async () => {
    const api = createTestApi(await createOffice());
    const others = await api.call(lecturer, 'GET /incident/{incidentId}', { path: { incidentId: 'two' } });
    const none = await api.call(lecturer, 'GET /incident/{incidentId}', { path: { incidentId: 'three' } });
    expect([others.status, others.text]).toEqual([none.status, none.text]);
  });

  it('is in no list of a lecturer, whatever is asked for', async () => {
    const api = createTestApi(await createOffice());
    const queries: Record<string, string>[] = [
      {},
      { reporter: 'lecturer-2' },
      { student: 's2' },
      { status: 'exam-open' },
      { q: 's2' },
      { sort: '-changedAt' },
    ];
    for (const query of queries) {
      const { status, text, body } = await api.call<{ items: { id: string }[] }>(lecturer, 'GET /incident', { query });
      expect(status).toBe(200);
      expect(text).not.toContain('s2');
      expect(body.items.every(({ id }) => id === 'one')).toBe(true);
    }
  });
});

describe('what a lecturer sees of their own incident', () => {
  it('is the report and where it stands: nothing of requests, notes, mail, exams or other incidents', async () => {
    const deps = await createOffice();
    const api = createTestApi(deps);
    const { body, text } = await api.call(lecturer, 'GET /incident/{incidentId}', { path: { incidentId: 'one' } });
    expect(body).toMatchObject({ id: 'one', status: 'exam-open', description: 'Copied.' });
    expect(body).toMatchObject({ actions: [], exams: [], requests: [], notes: [], mail: [], timeline: [] });
    for (const hidden of ['attempt', 'deadline', 'openRequests', 'notNotified', 'run', 'otherIncidents', 'finding']) {
      expect(body).not.toHaveProperty(hidden);
    }
    expect(text).not.toMatch(/Words of|note about/);
  });

  it('is of a student what the form asks for', async () => {
    const api = createTestApi(await createOffice());
    const { body } = await api.call(lecturer, 'GET /student/{studentNumber}', { path: { studentNumber: 's1' } });
    expect(body).toEqual({ studentNumber: 's1', name: 'Student s1', email: 's1@example.edu' });
  });
});

describe('things of one incident', () => {
  it.each([
    ['POST /incident/{incidentId}/mark-bounced', { mailId: 'two-mail', why: 'It came back.' }],
    ['POST /incident/{incidentId}/answer-request', { requestId: 'two-request', granted: false, text: 'No.' }],
  ])('are not acted on by way of another: %s', async (at, body) => {
    const api = createTestApi(await createOffice());
    expect((await api.call(officer, at, { path: { incidentId: 'one' }, body })).status).toBe(404);
  });

  it.each(['', '/history', '/definition', '/states'])('are not read by way of another: executions%s', async (what) => {
    const api = createTestApi(await createOffice());
    for (const executionName of ['two', 'one-2', 'one-1', '', '../two']) {
      const at = `GET /incident/{incidentId}/executions/{executionName}${what}`;
      const answer = await api.call(officer, at, { path: { incidentId: 'one', executionName } });
      expect(answer.status, executionName).toBe(404);
    }
  });
});

it('answers 401 where the gateway does not say who calls', async () => {
  const api = createTestApi(await createOffice());
  const answer = await api.call({ sub: '', name: '', roles: [] }, 'GET /me');
  expect(answer.status).toBe(401);
});
