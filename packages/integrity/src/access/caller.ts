/** The three staff roles of the office; a student never has one: students hold an exam session instead. */
export const roles = ['lecturer', 'officer', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** A person or a system that calls on behalf of staff, as the authorizer found it in the bearer token. */
export interface Caller {
  /** Stable subject of the issuer; for a system, its client id. */
  sub: string;
  name: string;
  roles: readonly Role[];
}

/** Who did something, as kept in records: staff by subject, the student by the exam, the system itself. */
export type Actor =
  | { kind: 'staff'; sub: string; name: string }
  | { kind: 'student'; examId: string }
  | { kind: 'system'; name: string };

/** Roles out of the space-separated text in which the authorizer hands them on; words that are none are left out. */
export const rolesIn = (text: string): Role[] => roles.filter((role) => text.split(/\s+/).includes(role));

export const hasRole = (caller: Caller, ...wanted: readonly Role[]): boolean =>
  caller.roles.some((role) => wanted.includes(role));

export const staffActor = (caller: Caller): Actor => ({ kind: 'staff', sub: caller.sub, name: caller.name });
