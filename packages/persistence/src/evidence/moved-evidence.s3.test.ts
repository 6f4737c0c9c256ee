import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createWorld, incidentId, register } from '@resit/integrity/testing/world';
import { addEvidence, readEvidence, removeEvidence } from '@resit/integrity/use-cases/staff/evidence';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openSqliteRepository } from '../sqlite/sqlite-repository.ts';
import { createFolderEvidenceStore } from './folder-evidence-store.ts';
import { createS3EvidenceStore } from './s3-evidence-store.ts';

const guide = readFileSync(new URL('../../../../docs/operating/moving-up.md', import.meta.url), 'utf8');
/** The command of the guide, as an operator copies it. */
const command = /```sh\n\s*(aws s3 sync [\s\S]*?)\n\s*```/u.exec(guide)?.[1] ?? '';

const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
const client = new S3Client({
  endpoint: inject('s3Endpoint'),
  region: 'us-east-1',
  forcePathStyle: true,
  credentials,
});
const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };

/** What people add: of several kinds, larger than what is sent at once, and with names that are none of a file system. */
const files: readonly [name: string, content: Buffer][] = [
  ['report.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3_000_000, 7)])],
  ['page 1 – Übersicht.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255, 254])],
  ['notes.txt', Buffer.from('Drei Absätze, wörtlich.\n')],
  ['sources.csv', Buffer.from('a,b\n1,2\n')],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'resit-moved-evidence-'));
});
afterAll(() => {
  client.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command with the AWS CLI that RESIT_AWS_CLI names, or the one on the PATH. */
async function runCommand(bucket: string, more = ''): Promise<string> {
  const cli = process.env.RESIT_AWS_CLI;
  const path = process.env.PATH ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command}${more}`], {
    env: {
      PATH: cli === undefined ? path : `${dirname(cli)}${delimiter}${path}`,
      RESIT_DATA: folder,
      EVIDENCE_BUCKET: bucket,
      AWS_ENDPOINT_URL_S3: inject('s3Endpoint'),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  return stdout;
}

const keysIn = async (bucket: string): Promise<string[]> =>
  ((await client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key = '' }) => Key).sort();

describe('evidence files of an office that moves', () => {
  it('are all in the bucket after the command of the guide, as if they had been added there', async () => {
    const bucket = 'moved-evidence';
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const repository = openSqliteRepository({ file: join(folder, 'resit.db') });
    const deps = await createWorld({ repository });
    await register(deps);
    const office = { ...deps, evidence: createFolderEvidenceStore(join(folder, 'evidence')) };
    for (const [name, content] of files) await addEvidence(office, { caller, incidentId, name, content });
    // What a server that was killed while it wrote leaves behind.
    writeFileSync(join(folder, 'evidence', incidentId, 'halfwritten.new'), 'half');
    const recorded = async () =>
      (await repository.query('evidence', 'byIncident', { partition: incidentId, limit: 1000 })).items;
    const keysOf = async () => (await recorded()).map(({ id }) => `evidence/${incidentId}/${id}`).sort();

    expect(await runCommand(bucket)).toContain('upload:');
    expect(await keysIn(bucket)).toEqual(await keysOf());

    const there = { ...deps, evidence: createS3EvidenceStore({ client, bucket }) };
    const records = await recorded();
    expect(records.map(({ name }) => name).sort()).toEqual(files.map(([name]) => name).sort());
    for (const { id: evidenceId, name } of records) {
      const moved = await readEvidence(there, { caller, incidentId, evidenceId });
      const stayed = await readEvidence(office, { caller, incidentId, evidenceId });
      expect(moved.record).toEqual(stayed.record);
      expect(Buffer.compare(Buffer.from(moved.content), files.find(([each]) => each === name)?.[1] as Buffer)).toBe(0);
    }

    // The same headers as on a file that is added there.
    await addEvidence(there, { caller, incidentId, name: 'added.txt', content: Buffer.from('Later.') });
    const heads = await Promise.all(
      (await keysIn(bucket)).map((Key) => client.send(new HeadObjectCommand({ Bucket: bucket, Key }))),
    );
    expect(heads).toHaveLength(files.length + 1);
    expect(new Set(heads.map((head) => `${head.ContentType}, ${head.ContentDisposition}`))).toEqual(
      new Set(['application/octet-stream, attachment']),
    );
    await repository.close();
  });

  it('are not there any more where they were copied before and have been taken away since', async () => {
    const bucket = 'rehearsed-evidence';
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    rmSync(join(folder, 'evidence'), { recursive: true, force: true });
    mkdirSync(join(folder, 'other'), { recursive: true });
    const repository = openSqliteRepository({ file: join(folder, 'other', 'resit.db') });
    const deps = await createWorld({ repository });
    await register(deps);
    const office = { ...deps, evidence: createFolderEvidenceStore(join(folder, 'evidence')) };
    for (const [name, content] of files) await addEvidence(office, { caller, incidentId, name, content });
    await runCommand(bucket);
    const [first] = (await repository.query('evidence', 'byIncident', { partition: incidentId, limit: 1000 })).items;
    await removeEvidence(office, { caller, incidentId, evidenceId: first?.id ?? '', why: 'Somebody else’s.' });
    expect(await runCommand(bucket, ' --delete')).toContain(
      `delete: s3://${bucket}/evidence/${incidentId}/${first?.id}`,
    );
    expect(await keysIn(bucket)).toHaveLength(files.length - 1);
    // Nothing is sent again that is there.
    expect(await runCommand(bucket)).toBe('');
    await repository.close();
  });
});
