import type { CatalogueEditor } from '../runtime/catalogue.ts';
import type { Engine } from '../runtime/engine.ts';
import type { StateMachine, Version } from '../runtime/records.ts';

/**
 * Publishes the machine's revision as its next version, and keeps the machine. A revision that is the latest version already is not published again:
 * its version answers.
 */
export function publish(
  engine: Engine,
  editor: CatalogueEditor,
  machine: StateMachine,
  description: string | undefined,
): Version {
  const [latest] = engine.catalogue.versions(machine.id);
  if (latest && latest.revisionId === machine.revisionId && machine.lastVersion === latest.number) {
    editor.putMachine(machine);
    return latest;
  }
  const version: Version = {
    v: 1,
    machineId: machine.id,
    number: machine.lastVersion + 1,
    revisionId: machine.revisionId,
    createdMs: engine.clock.nowMs(),
    ...(description === undefined ? {} : { description }),
  };
  editor.putVersion(version);
  editor.putMachine({ ...machine, lastVersion: version.number });
  return version;
}
