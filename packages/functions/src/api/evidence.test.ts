import { EvidenceUnavailable } from '@resit/integrity/ports/evidence-store';
import { createInMemoryEvidence } from '@resit/integrity/testing/in-memory-evidence';
import { describe, expect, it } from 'vitest';
import { createTestApi, lecturer, officer } from '../testing/call-api.ts';
import { createOffice, createOfficeFiles } from '../testing/office.ts';

const add = 'POST /incident/{incidentId}/evidence';
const remove = 'POST /incident/{incidentId}/remove-evidence';
const get = 'GET /incident/{incidentId}/evidence/{evidenceId}';
const path = { incidentId: 'one' };
const base64 = (words: string): string => Buffer.from(words).toString('base64');
interface Detail extends Record<string, unknown> {
  evidence: { id: string; name: string; mediaType: string; sizeBytes: number }[];
  timeline: { action: string; why?: string; facts?: Record<string, unknown> }[];
}

async function start() {
  const deps = await createOffice();
  const evidence = createOfficeFiles();
  return { deps, evidence, api: createTestApi(deps, evidence) };
}

describe('evidence', () => {
  it('is added to the incident, listed with it, and given back as an attachment of its name', async () => {
    const { api } = await start();
    const body = { name: 'C:\\scans\\Überprüfung "1".pdf', content: base64('%PDF-1.7 scanned') };
    const added = await api.call<Detail>(officer, add, { path, body });
    expect(added.status).toBe(200);
    const file = added.body.evidence.find(({ name }) => name === 'Überprüfung 1.pdf');
    expect(file).toMatchObject({ mediaType: 'application/pdf', sizeBytes: 16 });
    const got = await api.call(officer, get, { path: { ...path, evidenceId: file?.id ?? '' } });
    expect(Buffer.from(got.text, 'base64').toString()).toBe('%PDF-1.7 scanned');
    expect(got.headers).toMatchObject({
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="_berpr_fung 1.pdf"; filename*=UTF-8''%C3%9Cberpr%C3%BCfung%201.pdf`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
  });

  it('leaves in the audit log who added and removed it and why, its name sealed', async () => {
    const { api, deps } = await start();
    await api.call(officer, add, { path, body: { name: 'About Sam.txt', content: base64('Words') } });
    const removed = await api.call<Detail>(officer, remove, {
      path,
      body: { evidenceId: 'one-file', why: 'Wrong file.' },
    });
    const lines = removed.body.timeline.filter(({ action }) => action.startsWith('evidence.'));
    expect(lines).toMatchObject([
      { action: 'evidence.added', actor: { name: officer.name }, facts: { file: 'About Sam.txt', sizeBytes: 5 } },
      { action: 'evidence.removed', why: 'Wrong file.', facts: { evidenceId: 'one-file' } },
    ]);
    const entries = await deps.repository.auditTrail('one');
    expect(JSON.stringify(entries.map(({ facts, why }) => ({ facts, why })))).not.toMatch(/About Sam|Wrong file/);
  });

  it('is gone with its content once it is removed', async () => {
    const { api, evidence } = await start();
    const removed = await api.call<Detail>(officer, remove, { path, body: { evidenceId: 'one-file', why: 'Wrong.' } });
    expect(removed.body.evidence).toEqual([]);
    expect(await evidence.get({ incidentId: 'one', evidenceId: 'one-file' })).toBeUndefined();
    expect((await api.call(officer, get, { path: { ...path, evidenceId: 'one-file' } })).status).toBe(404);
    expect((await api.call(officer, remove, { path, body: { evidenceId: 'one-file', why: 'Again.' } })).status).toBe(
      404,
    );
  });

  it('of another incident is not there', async () => {
    const { api, evidence } = await start();
    const other = { ...path, evidenceId: 'two-file' };
    expect((await api.call(officer, get, { path: other })).status).toBe(404);
    expect((await api.call(officer, remove, { path, body: { evidenceId: 'two-file', why: 'No.' } })).status).toBe(404);
    expect(await evidence.get({ incidentId: 'two', evidenceId: 'two-file' })).toBeDefined();
  });

  it('shows lecturers nothing, and stores nothing of theirs', async () => {
    const { deps } = await start();
    const put: unknown[] = [];
    const evidence = createInMemoryEvidence();
    const api = createTestApi(deps, { ...evidence, put: async (key) => void put.push(key) });
    expect((await api.call(lecturer, add, { path, body: { name: 'a.txt', content: 'YQ==' } })).status).toBe(403);
    expect((await api.call<Detail>(lecturer, 'GET /incident/{incidentId}', { path })).body.evidence).toEqual([]);
    expect(put).toEqual([]);
  });

  it.each([
    ['a page', { name: 'page.html', content: base64('<p>') }, '/name'],
    ['what is no base64', { name: 'a.txt', content: 'not base64!' }, '/content'],
    ['an empty file', { name: 'a.txt', content: '' }, '/content'],
    ['a picture that is none', { name: 'a.png', content: base64('<svg onload=alert(1)>') }, '/content'],
  ])('refuses %s and names the field', async (_what, body, pointer) => {
    const { api } = await start();
    const answer = await api.call(officer, add, { path, body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  it('stops at fifty files an incident, and leaves no content of the one too many', async () => {
    const { api, deps, evidence } = await start();
    const first = await deps.repository.get('evidence', 'one-file');
    const more = Array.from({ length: 49 }, (_, at) => ({ ...first, id: `file-${at}`, version: 0 }));
    await deps.repository.commit(
      more.map((item) => ({ type: 'put', kind: 'evidence', item: item as never, expected: null })),
    );
    const keys: string[] = [];
    const counting = { ...evidence, put: async (key: { evidenceId: string }) => void keys.push(key.evidenceId) };
    const dropped: string[] = [];
    const watched = createTestApi(deps, {
      ...counting,
      delete: async ({ evidenceId }) => void dropped.push(evidenceId),
    });
    const answer = await watched.call(officer, add, { path, body: { name: 'a.txt', content: 'YQ==' } });
    expect(answer.status).toBe(409);
    expect(dropped).toEqual(keys);
    expect((await api.call<Detail>(officer, 'GET /incident/{incidentId}', { path })).body.evidence).toHaveLength(50);
  });

  it('answers 503 while its store cannot be used', async () => {
    const { deps, evidence } = await start();
    const fails = async (): Promise<never> => {
      throw new EvidenceUnavailable('gone');
    };
    const api = createTestApi(deps, { ...evidence, get: fails, delete: fails });
    expect((await api.call(officer, get, { path: { ...path, evidenceId: 'one-file' } })).status).toBe(503);
    const removal = await api.call(officer, remove, { path, body: { evidenceId: 'one-file', why: 'No.' } });
    expect(removal.status).toBe(503);
    expect(await deps.repository.get('evidence', 'one-file')).toBeDefined();
  });
});
