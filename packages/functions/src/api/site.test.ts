import { mailTemplates } from '@resit/integrity/mail/mail';
import { RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { isPassword } from '@resit/integrity/staff/password';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { mails } from '@resit/integrity/testing/world';
import { enterCode } from '@resit/integrity/use-cases/student/enter-code';
import { requestCode } from '@resit/integrity/use-cases/student/request-code';
import { describe, expect, it } from 'vitest';
import { administrator, createTestApi, officer } from '../testing/call-api.ts';
import { aMail, createOffice } from '../testing/office.ts';

describe('mail', () => {
  const readMail = (deps: TestDeps, mailId: string, caller = administrator) =>
    createTestApi(deps).call(caller, 'GET /mail/{mailId}', { path: { mailId } });

  it('is shown with its body to officers', async () => {
    const answer = await readMail(await createOffice(), 'one-mail', officer);
    expect(answer.body).toMatchObject({ text: 'Dear student', mail: { status: 'accepted' } });
    expect(answer.body).not.toHaveProperty('bodyHidden');
  });

  it('with a code is shown to administrators alone, while trying out, until the code is used', async () => {
    const deps = await createOffice();
    await requestCode(deps, { examId: 'one-exam', browser: 'b' });
    const [mail] = await mails(deps, 'code');
    const code = /\d{6}/.exec(mail?.text ?? '')?.[0] ?? 'none';
    const shown = await readMail(deps, mail?.id ?? '');
    expect(shown.text).toContain(code);
    const toOfficer = await readMail(deps, mail?.id ?? '', officer);
    expect(toOfficer.body).toMatchObject({ bodyHidden: 'not-allowed' });
    expect(toOfficer.text).not.toContain(code);
    await enterCode(deps, { examId: 'one-exam', code, browser: 'b' });
    const used = await readMail(deps, mail?.id ?? '');
    expect(used.body).toMatchObject({ bodyHidden: 'erased' });
    expect(used.text).not.toContain(code);
  });

  it('with a code is shown to nobody once the code is over', async () => {
    const deps = await createOffice();
    await requestCode(deps, { examId: 'one-exam', browser: 'b' });
    const [mail] = await mails(deps, 'code');
    deps.clock.advance(10 * 60_000);
    expect((await readMail(deps, mail?.id ?? '')).body).toMatchObject({ bodyHidden: 'holds-code' });
  });

  it('with a code is shown to nobody where a mail server is set', async () => {
    const deps = await createOffice();
    await requestCode(deps, { examId: 'one-exam', browser: 'b' });
    const [mail] = await mails(deps, 'code');
    const answer = await readMail({ ...deps, mailMode: 'smtp' }, mail?.id ?? '');
    expect(answer.body).toMatchObject({ bodyHidden: 'holds-code' });
  });

  it('in a list never has a body', async () => {
    const deps = await createOffice();
    await requestCode(deps, { examId: 'one-exam', browser: 'b' });
    const { text } = await createTestApi(deps).call(administrator, 'GET /mail');
    expect(text).not.toContain('Dear student');
    expect(text).not.toMatch(/\b\d{6}\b/);
  });

  it('is listed by status and incident, newest first, page by page', async () => {
    const deps = await createOffice();
    const at = '2026-11-23T02:00:00.000Z';
    const bounced = { status: 'bounced', at, reason: 'No such mailbox', by: 'smtp' } as const;
    await deps.repository.commit([
      { type: 'put', kind: 'mail', item: aMail({ id: 'b1', createdAt: at, incidentId: 'one', delivery: bounced }) },
      {
        type: 'put',
        kind: 'mail',
        item: aMail({
          id: 'q1',
          createdAt: at,
          delivery: { status: 'queued', attempts: 2, nextAttemptAt: at, lastError: 'busy' },
        }),
      },
    ]);
    const api = createTestApi(deps);
    const ids = async (query: Record<string, string>) =>
      (await api.call<{ items: { id: string }[] }>(officer, 'GET /mail', { query })).body.items.map(({ id }) => id);
    expect(await ids({ status: 'bounced' })).toEqual(['b1']);
    expect(await ids({ status: 'queued,bounced' })).toEqual(['q1', 'b1']);
    expect(await ids({ incidentId: 'one' })).toEqual(['b1', 'one-mail']);
    const first = await api.call<{ items: unknown[]; cursor: string }>(officer, 'GET /mail', { query: { limit: '3' } });
    const rest = await api.call<{ items: unknown[] }>(officer, 'GET /mail', {
      query: { limit: '3', cursor: first.body.cursor },
    });
    expect([first.body.items.length, rest.body.items.length]).toEqual([3, 1]);
  });
});

describe('staff accounts', () => {
  const create = { username: 'New.One', name: "N. O'Brien 李", email: 'n@example.edu', roles: ['officer'] };

  it('are made with a one-time password that is shown once and stored as a hash', async () => {
    const deps = await createOffice();
    const api = createTestApi(deps);
    const made = await api.call<{ staff: { id: string }; oneTimePassword: string }>(administrator, 'POST /staff', {
      body: create,
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        staff: { username: 'new.one', mustChangePassword: true, roles: ['officer'] },
        expiresAt: '2026-11-23T02:00:00.000Z',
      },
    });
    const { oneTimePassword, staff } = made.body;
    expect(oneTimePassword.replaceAll('-', '').length * 5).toBeGreaterThanOrEqual(128);
    const stored = await deps.repository.get('staff', staff.id);
    expect(await isPassword(oneTimePassword, stored?.passwordHash ?? '')).toBe(true);
    expect((await api.call(administrator, 'GET /staff')).text).not.toMatch(/scrypt|oneTimePassword/);
    expect(JSON.stringify(await deps.repository.auditTrail('staff'))).not.toContain(oneTimePassword);
  });

  it.each([
    [{ username: 'OLGA' }, '/username'],
    [{ username: 'a b' }, '/username'],
    [{ email: 'nowhere' }, '/email'],
    [{ roles: [] }, '/roles'],
    [{ roles: ['boss'] }, '/roles/0'],
    [{ name: '' }, '/name'],
  ])('are not made with %j', async (change, pointer) => {
    const api = createTestApi(await createOffice());
    const answer = await api.call(administrator, 'POST /staff', { body: { ...create, ...change } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  const update = { name: 'Olga', email: 'olga@example.edu', roles: ['lecturer', 'administrator'], disabled: false };
  const put = (deps: TestDeps, staffId: string, body: object, ifMatch?: string) =>
    createTestApi(deps).call(administrator, 'PUT /staff/{staffId}', {
      path: { staffId },
      body,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });

  it('change by the version that was read', async () => {
    const deps = await createOffice();
    expect((await put(deps, 'staff-1', update)).status).toBe(428);
    expect((await put(deps, 'staff-1', update, '"7"')).status).toBe(412);
    expect((await put(deps, 'staff-1', update, 'nonsense')).status).toBe(412);
    const changed = await put(deps, 'staff-1', update, '"1"');
    expect(changed).toMatchObject({ status: 200, etag: '"2"', body: { roles: ['lecturer', 'administrator'] } });
    expect((await put(deps, 'staff-9', update, '"1"')).status).toBe(404);
    expect(await deps.repository.auditTrail('staff')).toMatchObject([
      { action: 'staff.changed', facts: { rolesBefore: 'officer', roles: 'lecturer administrator' } },
    ]);
  });

  it('always keep an administrator', async () => {
    const deps = await createOffice();
    await put(deps, 'staff-1', update, '"1"');
    const last = await put(deps, 'staff-1', { ...update, disabled: true }, '"2"');
    expect(last).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    const self = { ...administrator, sub: 'staff-1' };
    const own = await createTestApi(deps).call(self, 'PUT /staff/{staffId}', {
      path: { staffId: 'staff-1' },
      body: { ...update, roles: ['officer'] },
      ifMatch: '"2"',
    });
    expect(own.status).toBe(409);
  });

  it('get a new one-time password', async () => {
    const deps = await createOffice();
    const answer = await createTestApi(deps).call<{ oneTimePassword: string }>(
      administrator,
      'POST /staff/{staffId}/one-time-password',
      { path: { staffId: 'staff-1' } },
    );
    const stored = await deps.repository.get('staff', 'staff-1');
    expect(await isPassword(answer.body.oneTimePassword, stored?.passwordHash ?? '')).toBe(true);
    expect(stored?.oneTime?.expiresAt).toBe('2026-11-23T02:00:00.000Z');
  });
});

describe('the policy', () => {
  const terms = {
    passMarkPercent: 75,
    attempts: 3,
    days: 10,
    questionCount: 20,
    reminderDaysBefore: [1, 3, 3],
    appealDays: 10,
    retentionMonths: 24,
    why: 'A new rule of the senate.',
  };
  const put = async (deps: TestDeps, change: object, ifMatch = '"1"') =>
    createTestApi(deps).call(administrator, 'PUT /policy', { body: { ...terms, ...change }, ifMatch });

  it('has a new version by each change; the old ones stay', async () => {
    const deps = await createOffice();
    const changed = await put(deps, { timeLimitMinutes: 60 });
    expect(changed).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { number: 2, reminderDaysBefore: [3, 1], timeLimitMinutes: 60 },
    });
    const api = createTestApi(deps);
    expect((await api.call(officer, 'GET /policy')).body).toMatchObject({ number: 2, passMarkPercent: 75 });
    const history = await api.call<{ items: { number: number }[] }>(officer, 'GET /policy/history');
    expect(history.body.items.map(({ number }) => number)).toEqual([2, 1]);
    expect(await deps.repository.auditTrail('policy')).toMatchObject([
      { why: terms.why, facts: { number: 2, passMarkPercent: 75, passMarkPercentBefore: 70, timeLimitMinutes: 60 } },
    ]);
  });

  it('is refused when somebody changed it since, and without the version', async () => {
    const deps = await createOffice();
    await put(deps, {});
    expect((await put(deps, { days: 5 })).status).toBe(412);
    const api = createTestApi(deps);
    expect((await api.call(administrator, 'PUT /policy', { body: terms })).status).toBe(428);
  });

  it('is refused with the figure when guessing would pass', async () => {
    const deps = await createOffice();
    const answer = await put(deps, { passMarkPercent: 30, questionCount: 6 });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/passMarkPercent', code: 'guessable' }]);
    expect(answer.body.errors?.[0]?.message).toMatch(/\d %/);
    expect((await createTestApi(deps).call(officer, 'GET /policy')).body).toMatchObject({ number: 1 });
  });

  it.each([
    [{ passMarkPercent: 0 }, '/passMarkPercent'],
    [{ passMarkPercent: 101 }, '/passMarkPercent'],
    [{ attempts: 1.5 }, '/attempts'],
    [{ days: 'seven' }, '/days'],
    [{ reminderDaysBefore: [10] }, '/reminderDaysBefore'],
    [{ questionCount: 4 }, '/questionCount'],
    [{ timeLimitMinutes: null }, '/timeLimitMinutes'],
    [{ why: '' }, '/why'],
    [{ colour: 'red' }, '/colour'],
  ])('is refused with %j', async (change, pointer) => {
    const answer = await put(await createOffice(), change);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });
});

describe('templates', () => {
  const path = { templateName: 'reminder' };
  const source = {
    subject: 'By {{deadlineDay}}',
    body: "Dear {{name}},\n\nO'Brien & 李: [go]({{link}}) by {{deadline}}",
  };

  it('are edited by version and go back to the shipped ones', async () => {
    const deps = await createOffice();
    const api = createTestApi(deps);
    const at = 'PUT /template/{templateName}';
    expect((await api.call(administrator, at, { path, body: source })).status).toBe(428);
    const saved = await api.call(administrator, at, { path, body: source, ifMatch: '"0"' });
    expect(saved).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { ...source, edited: true, savedBy: administrator.name },
    });
    expect((await api.call(administrator, at, { path, body: source, ifMatch: '"0"' })).status).toBe(412);
    const back = await api.call(administrator, 'DELETE /template/{templateName}', { path, ifMatch: '"1"' });
    expect(back.body).toMatchObject({ edited: false, version: 0 });
    expect((await deps.repository.auditTrail('templates')).map(({ action }) => action)).toEqual([
      'template.changed',
      'template.restored',
    ]);
  });

  it('are refused with placeholders that the mail does not have', async () => {
    const api = createTestApi(await createOffice());
    for (const at of ['PUT /template/{templateName}', 'POST /template/{templateName}/preview']) {
      const body = { ...source, body: 'Your {{score}}: [go]({{link}}) by {{deadline}}' };
      const answer = await api.call(administrator, at, { path, body, ifMatch: '"0"' });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/body' }] } });
    }
  });

  it('are previewed in text and HTML', async () => {
    const api = createTestApi(await createOffice());
    const answer = await api.call(administrator, 'POST /template/{templateName}/preview', { path, body: source });
    expect(answer.body).toMatchObject({ subject: 'By 11 December' });
    expect(answer.body.html).toContain('O&#39;Brien');
  });

  it('are those that there are', async () => {
    const api = createTestApi(await createOffice());
    expect((await api.call<{ items: unknown[] }>(administrator, 'GET /template')).body.items).toHaveLength(
      mailTemplates.length,
    );
    const other = await api.call(administrator, 'GET /template/{templateName}', {
      path: { templateName: 'constructor' },
    });
    expect(other.status).toBe(404);
  });
});

describe('the question bank', () => {
  it('is listed with filters and exposure', async () => {
    const deps = await createOffice();
    await deps.repository.commit([{ type: 'count', counter: 'exposure:quoting-1', by: 3 }]);
    const api = createTestApi(deps);
    const page = await api.call<{ items: object[] }>(administrator, 'GET /question', {
      query: { topic: 'quoting', q: 'QUESTION 1 about' },
    });
    expect(page.body.items).toMatchObject([{ id: 'quoting-1', exposure: 3, correct: 'right' }]);
    const one = await api.call(administrator, 'GET /question/{questionId}', { path: { questionId: 'quoting-1' } });
    expect(one.body).toMatchObject({ question: { version: 1 }, versions: [{ version: 1 }] });
    expect((await api.call(administrator, 'GET /question/{questionId}', { path: { questionId: 'x' } })).status).toBe(
      404,
    );
  });
});

describe('an audit chain', () => {
  it('is paged, and a change in it is found', async () => {
    const deps = await createOffice();
    const note = {
      chain: 'system',
      at: '2026-11-22T02:00:00.000Z',
      actor: { kind: 'system' as const, name: 'x' },
      action: 'a',
      facts: {},
    };
    for (let at = 0; at < 5; at += 1) await deps.repository.commit([{ type: 'audit', note }]);
    const api = createTestApi(deps);
    const path = { chain: 'system' };
    const first = await api.call(administrator, 'GET /audit/{chain}', { path, query: { limit: '2' } });
    expect(first.body).toMatchObject({ items: [{ seq: 1 }, { seq: 2 }], after: 2 });
    const whole = await api.call(administrator, 'GET /audit/{chain}/verify', { path });
    expect(whole.body).toEqual({ chain: 'system', intact: true, entries: 5 });
    const trail = await deps.repository.auditTrail('system');
    const tampered = trail.map((entry) => (entry.seq === 3 ? { ...entry, action: 'b' } : entry));
    const lying = createTestApi({
      ...deps,
      repository: {
        ...deps.repository,
        auditTrail: async (_chain, after = 0) => tampered.filter(({ seq }) => seq > after),
      },
    });
    const broken = await lying.call(administrator, 'GET /audit/{chain}/verify', { path });
    expect(broken.body).toMatchObject({ intact: false, brokenAt: 3 });
  });
});

describe('the site', () => {
  it('says who the caller is and what they may do', async () => {
    const { body } = await createTestApi(await createOffice()).call(officer, 'GET /me');
    expect(body).toMatchObject({ sub: 'officer-1', roles: ['officer'] });
    expect(body.permissions).toContain('decideIncident');
    expect(body.permissions).not.toContain('createStaff');
  });

  it('says what this installation is', async () => {
    const { body } = await createTestApi(await createOffice()).call(officer, 'GET /settings');
    expect(body).toMatchObject({
      mailMode: 'trial',
      timeZone: 'Australia/Sydney',
      workflowNow: '2026-11-22T02:00:00.000Z',
    });
  });
});

describe('a fault', () => {
  it('of the store is 503, told to the log and to nobody else', async () => {
    const deps = await createOffice();
    const broken = {
      ...deps.repository,
      query: () => Promise.reject(new RepositoryUnavailable('/secret/disk is full')),
    };
    const api = createTestApi({ ...deps, repository: broken });
    const answer = await api.call(officer, 'GET /incident');
    expect(answer).toMatchObject({ status: 503, body: { code: 'repository-unavailable' } });
    expect(answer.text).not.toContain('secret');
    expect(api.faults).toHaveLength(1);
  });

  it('of ours is 500 and says nothing of its cause', async () => {
    const deps = await createOffice();
    const broken = { ...deps.repository, query: () => Promise.reject(new TypeError("s1's secret")) };
    const api = createTestApi({ ...deps, repository: broken });
    const answer = await api.call(officer, 'GET /incident');
    expect(answer).toMatchObject({ status: 500, body: { code: 'fault', instance: 'request-1' } });
    expect(answer.text).not.toContain('secret');
    expect(api.faults).toHaveLength(1);
  });
});
