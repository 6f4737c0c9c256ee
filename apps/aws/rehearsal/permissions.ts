import { list, type Resolved, record } from './template.ts';

/** An action on a resource, as IAM judges it. */
export interface Use {
  action: string;
  resource: string;
}

/** What a role may do, one action on one resource each. */
export type Permission = Use;

/** What a role of the template may do. */
export function permissionsOf(template: Resolved, role: string): Permission[] {
  const policies = list(template.resources[role]?.properties.Policies);
  return policies.flatMap((policy) =>
    list(record(record(policy).PolicyDocument).Statement).flatMap((statement) => {
      const { Action, Resource } = record(statement);
      return list(Action).flatMap((action) =>
        list(Resource).map((resource) => ({ action: String(action), resource: String(resource) })),
      );
    }),
  );
}

/** Whether a permission's resource, with its stars, covers a resource. */
const covers = (pattern: string, resource: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*')}$`, 'u').test(resource);

const allows = (permission: Permission, use: Use): boolean =>
  permission.action === use.action && covers(permission.resource, use.resource);

/** Writes down what each role did. */
export class UseLog {
  readonly #uses = new Map<string, Map<string, { use: Use; times: number }>>();

  note(role: string, action: string, resource: string): void {
    const uses = this.#uses.get(role) ?? new Map<string, { use: Use; times: number }>();
    this.#uses.set(role, uses);
    const key = `${action} ${resource}`;
    const known = uses.get(key) ?? { use: { action, resource }, times: 0 };
    known.times += 1;
    uses.set(key, known);
  }

  of(role: string): Use[] {
    return [...(this.#uses.get(role)?.values() ?? [])].map(({ use }) => use);
  }

  get roles(): string[] {
    return [...this.#uses.keys()];
  }
  get total(): number {
    return [...this.#uses.values()].flatMap((uses) => [...uses.values()]).reduce((sum, { times }) => sum + times, 0);
  }
}

/** What a role did that it may not, and what it may that it never did. */
export interface PermissionFindings {
  role: string;
  outside: Use[];
  unused: Permission[];
}

export function judge(template: Resolved, role: string, log: UseLog, isExcused: (permission: Permission) => boolean) {
  const permissions = permissionsOf(template, role);
  const uses = log.of(role);
  return {
    role,
    outside: uses.filter((use) => !permissions.some((permission) => allows(permission, use))),
    unused: permissions.filter((permission) => !isExcused(permission) && !uses.some((use) => allows(permission, use))),
  } satisfies PermissionFindings;
}
