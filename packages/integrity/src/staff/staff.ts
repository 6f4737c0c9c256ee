import type { Role } from '../access/caller.ts';

/** A staff account of the built-in issuer. Its id is the subject. */
export interface StaffAccount {
  id: string;
  version: number;
  shape: 1;
  /** Lower case; how the person signs in. */
  username: string;
  name: string;
  email: string;
  roles: readonly Role[];
  /** Encoded hash with its parameters (scrypt or argon2id). */
  passwordHash: string;
  /** Must be changed at the next sign-in; a one-time password also ends at `expiresAt`. */
  oneTime?: { expiresAt: string };
  /** When the owner last chose a password: sessions and tokens from before that are over. */
  passwordChosenAt?: string;
  disabled: boolean;
  failures: { count: number; blockedUntil?: string };
  createdAt: string;
}

/** A system that calls the API with client credentials. Its id is the client id. */
export interface ApiClient {
  id: string;
  version: number;
  shape: 1;
  name: string;
  roles: readonly Role[];
  secretHash: string;
  disabled: boolean;
  createdAt: string;
}
