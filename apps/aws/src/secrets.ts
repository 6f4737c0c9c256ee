import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '@resit/integrity/ports/deps';

/** A secret is not there as text. */
export class SecretUnusable extends Error {
  override readonly name = 'SecretUnusable';
  readonly code = 'secret-unusable';
}

/** So long a function goes on with a secret that was rotated. */
const KEPT_MS = 15 * 60_000;

/** Reads a secret, asking for it again only now and then. A failed reading is not kept. @throws SecretUnusable */
export function secretReader(
  arn: string,
  clock: Clock,
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient({}),
): () => Promise<string> {
  let kept: { value: Promise<string>; untilMs: number } | undefined;
  const read = async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!SecretString) throw new SecretUnusable('The secret holds no text.');
    return SecretString;
  };
  return () => {
    const nowMs = clock.nowMs();
    if (!kept || kept.untilMs <= nowMs) {
      const value = read();
      const reading = { value, untilMs: nowMs + KEPT_MS };
      kept = reading;
      value.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return kept.value;
  };
}

/** Something made from a secret, made anew when the secret is another. */
export function madeFrom<T>(secret: () => Promise<string>, make: (secret: string) => T): () => Promise<T> {
  let made: { from: string; thing: T } | undefined;
  return async () => {
    const from = await secret();
    if (made?.from !== from) made = { from, thing: make(from) };
    return made.thing;
  };
}
