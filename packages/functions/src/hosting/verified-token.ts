import { errors } from 'jose';

/** A token that does not hold is no fault of ours; anything else is. */
export async function verified<T>(verify: () => Promise<{ payload: T }>): Promise<T | undefined> {
  try {
    return (await verify()).payload;
  } catch (error) {
    const unreachable = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
    if (unreachable) throw error;
    return undefined;
  }
}
