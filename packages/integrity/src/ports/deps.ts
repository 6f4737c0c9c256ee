import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Templates } from '../mail/template.ts';
import type { Topic } from '../question-bank/topic.ts';
import type { PasswordCost } from '../staff/password.ts';
import type { Repository } from './repository.ts';
import type { Tracing } from './tracing.ts';

/** A source of the present, epoch milliseconds. */
export interface Clock {
  nowMs(): number;
}

/** Where new ids and secrets come from. */
export interface Ids {
  /** Lower-case base32 text of so many random bits, for ids, cookies and seeds. */
  random(bits: number): string;
  /** Decimal or base32 code of a length, uniformly drawn. */
  code(length: number, alphabet: string): string;
}

/** What the institution says of itself, from the settings. */
export interface Institution {
  name: string;
  /** Origin for links, no slash at the end. */
  origin: string;
  /** IANA zone in which deadlines fall. */
  timeZone: string;
  /** Where answers to mails go, and whom pages name to ask. */
  contactName: string;
  contactAddress: string;
}

/**
 * What use cases act through. `clock` is real time: codes, sessions, limits, mail.
 * `workflowClock` is the clock that deadlines and waits live on; the same unless the process is being tried out faster.
 */
export interface Deps {
  repository: Repository;
  clock: Clock;
  workflowClock: Clock;
  ids: Ids;
  sfn: SFNClient;
  /** The state machine (or alias) that new executions start on. */
  stateMachineArn: string;
  institution: Institution;
  /** Mail templates as shipped (`workflow/mail`). */
  templates: Templates;
  /** Topics of the shipped question bank: their weights are the blueprint of every exam. */
  topics: readonly Topic[];
  /** True where staff sign in at an issuer of the institution: accounts are kept there, and none that are here count. */
  staffElsewhere?: boolean;
  /** `trial`: no mail server is set; entering the outbox counts as accepted. */
  mailMode: 'trial' | 'smtp';
  /** Wakes the drains after a commit that left work for them; losing a wake delays, it never loses. */
  wake: { callbacks(): void; mail(): void };
  /** Where work is followed from what asks for it to what comes of it; absent where nobody looks. */
  tracing?: Tracing;
  /** Cost of new password hashes; what is safe, if absent. */
  passwordCost?: PasswordCost | undefined;
  /** Server-side secret for hashes of codes and browser bindings. */
  pepper: string;
}
