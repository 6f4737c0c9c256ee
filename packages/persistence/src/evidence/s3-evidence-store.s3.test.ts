import { CreateBucketCommand, HeadObjectCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { EvidenceUnavailable } from '@resit/integrity/ports/evidence-store';
import { describe, expect, inject, it } from 'vitest';
import { evidenceStoreContract } from './evidence-contract.ts';
import { createS3EvidenceStore } from './s3-evidence-store.ts';

const client = new S3Client({
  endpoint: inject('s3Endpoint'),
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
});
let buckets = 0;

/** A bucket as the template makes it, as far as the store is concerned. */
async function newBucket(): Promise<string> {
  buckets += 1;
  const Bucket = `evidence-${buckets}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return Bucket;
}

evidenceStoreContract('S3', async () => createS3EvidenceStore({ client, bucket: await newBucket() }));

describe('a bucket of evidence files', () => {
  const key = { incidentId: 'one', evidenceId: 'file' };

  it('holds files as attachments of no kind that a browser would show', async () => {
    const bucket = await newBucket();
    await createS3EvidenceStore({ client, bucket }).put(key, Uint8Array.of(1));
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'evidence/one/file' }));
    expect(head).toMatchObject({ ContentType: 'application/octet-stream', ContentDisposition: 'attachment' });
  });

  it('says that it is unavailable where there is no bucket', async () => {
    const store = createS3EvidenceStore({ client, bucket: 'no-such-bucket' });
    await expect(store.put(key, Uint8Array.of(1))).rejects.toThrow(EvidenceUnavailable);
    await expect(store.get(key)).rejects.toThrow(EvidenceUnavailable);
  });
});
