import type { Actor } from '@resit/integrity/access/caller';

/** What records call the parts of Resit that act by themselves, in words for people. A name that is not here is words already. */
const systems: Readonly<Record<string, string>> = {
  workflow: 'The workflow',
  mail: 'Mail delivery',
  deadline: 'The deadline',
  'time-limit': 'The time limit',
  outage: 'The allowance for outages',
  move: 'The move to another host',
};

/** Who did something, in words; a student is not named, since whose incident it is stands beside it. */
export function actorView(actor: Actor): { kind: Actor['kind']; name: string; sub?: string } {
  switch (actor.kind) {
    case 'staff':
      return { kind: 'staff', name: actor.name, sub: actor.sub };
    case 'student':
      return { kind: 'student', name: 'The student' };
    case 'system':
      return { kind: 'system', name: systems[actor.name] ?? actor.name };
  }
}
