import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type EvidenceKey,
  type EvidenceStore,
  EvidenceUnavailable,
  partsOf,
} from '@resit/integrity/ports/evidence-store';

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new EvidenceUnavailable('The bucket of evidence files cannot be used.', { cause });
  }
}

/**
 * Evidence files in a bucket that is private and keeps versions: what was dropped or replaced can be had back until the
 * bucket's rule for old versions ends it. Nobody is ever given an address of the bucket.
 */
export function createS3EvidenceStore({ client, bucket }: { client: S3Client; bucket: string }): EvidenceStore {
  const at = (key: EvidenceKey) => ({ Bucket: bucket, Key: `evidence/${partsOf(key).join('/')}` });
  return {
    async put(key, content) {
      const object = at(key);
      // Whatever it is: to a browser that ever came to see it, it would be a file to save.
      const kind = { ContentType: 'application/octet-stream', ContentDisposition: 'attachment' };
      await orUnavailable(() => client.send(new PutObjectCommand({ ...object, ...kind, Body: content })));
    },
    async get(key) {
      const object = at(key);
      return orUnavailable(async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand(object));
          return await Body?.transformToByteArray();
        } catch (error) {
          if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
          throw error;
        }
      });
    },
    async delete(key) {
      const object = at(key);
      await orUnavailable(() => client.send(new DeleteObjectCommand(object)));
    },
  };
}
