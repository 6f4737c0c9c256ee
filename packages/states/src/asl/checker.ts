import { type Diagnostic, type DiagnosticCode, FINDINGS_MAX } from './diagnostic.ts';
import type { Source, SourcePath } from './source.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** So much is wrong with a definition that it is looked at no further; what was found is in the checker. */
export class EnoughFindings extends Error {
  readonly code = 'ENOUGH_FINDINGS';
}

/** Gathers what is wrong with a definition. */
export class Checker {
  readonly diagnostics: Diagnostic[] = [];
  readonly machineType: MachineType;
  private readonly source: Source;
  private readonly stateNames = new Set<string>();
  private readonly found = { ERROR: 0, WARNING: 0 };

  constructor(source: Source, machineType: MachineType) {
    this.source = source;
    this.machineType = machineType;
  }

  report(path: SourcePath, message: string, code: DiagnosticCode = 'SCHEMA_VALIDATION_FAILED'): void {
    this.add('ERROR', path, message, code, location(path));
  }

  /** A finding that keeps nobody from running the definition. */
  warn(path: SourcePath, message: string, code: DiagnosticCode): void {
    this.add('WARNING', path, message, code, location(path));
  }

  /** A finding about the whole definition. */
  reportWhole(message: string, code: DiagnosticCode): void {
    this.add('ERROR', [], message, code);
  }

  /** False where the machine has had a state of that name: they are unique, however deep a state stands. */
  isNew(stateName: string): boolean {
    if (this.stateNames.has(stateName)) return false;
    this.stateNames.add(stateName);
    return true;
  }

  get failed(): boolean {
    return this.found.ERROR > 0;
  }

  private add(
    severity: Diagnostic['severity'],
    path: SourcePath,
    message: string,
    code: DiagnosticCode,
    where?: string,
  ): void {
    this.found[severity] += 1;
    if (severity === 'WARNING' && this.found.WARNING > FINDINGS_MAX) return;
    const pointer = path.map((step) => `/${escapePointer(String(step))}`).join('');
    this.diagnostics.push({
      severity,
      code,
      message,
      ...(where === undefined ? {} : { location: where }),
      pointer,
      ...(where === undefined ? { line: 1, column: 1 } : this.source.locate(path)),
    });
    if (this.found.ERROR === FINDINGS_MAX) throw new EnoughFindings();
  }
}

/** A path as AWS writes it: `/States/A/Choices[0]/Next`. */
function location(path: SourcePath): string {
  return path.length === 0 ? '/' : path.map((step) => (typeof step === 'number' ? `[${step}]` : `/${step}`)).join('');
}

/** A member's name as it stands in a JSON pointer. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
