import type { Repository } from '@resit/integrity/ports/repository';
import type { StaffName } from './issuer.ts';
import type { Mailbox } from './mailbox.ts';

export interface Asked {
  method: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Address that the request seems to come from. */
  viewer: string;
}
export interface Answered {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

/** One whole installation, and what a rehearsal has to know of it: the same on both hosts. */
export interface World {
  name: string;
  mailbox: Mailbox;
  /** What is kept, read past everything that serves. */
  repository: Repository;
  ask(asked: Asked): Promise<Answered>;
  token(staff: StaffName): string;
  nowMs(): number;
  /** Resolves when nothing goes on any more, nor will before time passes. */
  settle(): Promise<void>;
  /** Does what is due every minute, and what follows from it, though the clock may not have come so far. */
  aMinutePasses(): Promise<void>;
  /** Lets time pass to an instant. */
  moveTo(atMs: number): Promise<void>;
  /** Stops an execution as somebody does by hand. */
  stopExecution(executionName: string): Promise<void>;
  /** What an execution went through: its status, and the names of its states in order. */
  execution(executionName: string): Promise<{ status: string; states: string[] }>;
  close(): Promise<void>;
}
