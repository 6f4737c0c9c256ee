import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What a token stands for: one wait of one execution. Sequence numbers are never used twice, so neither are tokens. */
export interface TaskRef {
  readonly executionId: number;
  readonly seq: number;
}

const VERSION = 1;
const BODY_BYTES = 13;
const MAC_BYTES = 20;

/**
 * Makes and reads task tokens. A token is `version, execution id, sequence, MAC`, in base64 as AWS's are: nothing is stored or looked up, and one that
 * was not made with this key is refused.
 */
export class TaskTokens {
  /** As a key object, which Node takes for an HMAC many times faster than bytes. */
  readonly #key: KeyObject;

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  issue(ref: TaskRef): string {
    const body = Buffer.alloc(BODY_BYTES);
    body.writeUInt8(VERSION, 0);
    body.writeBigUInt64BE(BigInt(ref.executionId), 1);
    body.writeUInt32BE(ref.seq, 9);
    return Buffer.concat([body, this.#mac(body)]).toString('base64');
  }

  /** Undefined for anything that this engine did not issue. */
  read(token: string): TaskRef | undefined {
    const bytes = Buffer.from(token, 'base64');
    // Base64 is read leniently: only the very text that was issued counts.
    if (bytes.length !== BODY_BYTES + MAC_BYTES || bytes.toString('base64') !== token) return undefined;
    const body = bytes.subarray(0, BODY_BYTES);
    if (body.readUInt8(0) !== VERSION || !timingSafeEqual(bytes.subarray(BODY_BYTES), this.#mac(body)))
      return undefined;
    return { executionId: Number(body.readBigUInt64BE(1)), seq: body.readUInt32BE(9) };
  }

  #mac(body: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(body).digest().subarray(0, MAC_BYTES);
  }
}
