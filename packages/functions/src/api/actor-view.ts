import type { Actor } from '@resit/integrity/access/caller';

/** Who did something, in words; a student is not named, since whose incident it is stands beside it. */
export function actorView(actor: Actor): { kind: Actor['kind']; name: string; sub?: string } {
  switch (actor.kind) {
    case 'staff':
      return { kind: 'staff', name: actor.name, sub: actor.sub };
    case 'student':
      return { kind: 'student', name: 'The student' };
    case 'system':
      return { kind: 'system', name: actor.name };
  }
}
