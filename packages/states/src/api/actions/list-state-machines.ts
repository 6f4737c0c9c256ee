import { defineAction } from '../action.ts';
import { pageMembers, pageOf } from '../pagination.ts';
import { wireDate } from '../wire.ts';

export const listStateMachines = defineAction({
  name: 'ListStateMachines',
  input: pageMembers,
  run({ engine, caller }, request) {
    const { page, nextToken } = pageOf(engine.catalogue.machines(caller.account), request);
    return {
      stateMachines: page.map((machine) => ({
        creationDate: wireDate(machine.createdMs),
        name: machine.name,
        stateMachineArn: engine.names.machine(machine),
        type: machine.type,
      })),
      nextToken,
    };
  },
});
