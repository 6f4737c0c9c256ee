import { randomBytes, randomUUID } from 'node:crypto';

/** The engine's only source of chance. */
export interface Ids {
  /** A new UUID. */
  uuid(): string;
  /** Uniform in [0, 1): jitter, weighted routing, `States.MathRandom`. */
  random(): number;
  /** Bytes for a secret. */
  secret(lengthBytes: number): Uint8Array;
}

export function systemIds(): Ids {
  return { uuid: () => randomUUID(), random: () => Math.random(), secret: (lengthBytes) => randomBytes(lengthBytes) };
}
