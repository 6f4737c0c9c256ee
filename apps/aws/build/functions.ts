import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A function of the template, by the file that is its entry point. */
export interface BuiltFunction {
  /** `RegisterIncidentFunction`. */
  logicalId: string;
  entry: string;
  /** Files beside its bundle. */
  beside: readonly Beside[];
  /** One that the workflow calls. */
  isStep: boolean;
}
type Beside = 'shipped' | 'questions' | 'assets';

/** What lies beside a bundle, where it is not the mail templates and topics alone. */
const besides: Readonly<Record<string, readonly Beside[]>> = {
  authorizer: [],
  'token-claims': [],
  'set-up': ['questions'],
  pages: ['shipped', 'assets'],
};

const steps: ReadonlySet<string> = new Set([
  'register-incident',
  'confirm-finding',
  'schedule-exam',
  'send-notification',
  'review-deadline',
  'resolve-incident',
  'take-administrative-action',
  'close-incident',
  'withdraw-incident',
]);

/** Every function, by the files of `src/functions`. */
export function builtFunctions(appFolder: string): BuiltFunction[] {
  const folder = join(appFolder, 'src/functions');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return names.sort().map((file) => {
    const name = file.slice(0, -'.ts'.length);
    return {
      logicalId: `${name.replace(/(^|-)([a-z])/g, (_all, _hyphen, letter: string) => letter.toUpperCase())}Function`,
      entry: join(folder, file),
      beside: besides[name] ?? ['shipped'],
      isStep: steps.has(name),
    };
  });
}
