import type { AwsWorld } from './aws-world.ts';
import { office } from './people.ts';
import { expectEqual, type Scenario } from './scenario.ts';
import { Sitting } from './sitting.ts';

/** A call that has to be answered well by an administrator. */
async function administer(
  world: AwsWorld,
  method: string,
  path: string,
  body?: object,
): Promise<Readonly<Record<string, unknown>>> {
  const said = await office(world, 'administrator', method, path, body);
  expectEqual(path, said.status, 200);
  return said.body;
}

/** An incident whose execution somebody stopped by hand, once the repository knows. */
async function stopped(world: AwsWorld): Promise<Sitting> {
  const sitting = await Sitting.begin(world);
  await world.stopExecution(sitting.incidentId);
  await world.moveTo(world.nowMs() + 60_000);
  const incident = await world.repository.get('incident', sitting.incidentId);
  expectEqual('what stopped it', incident?.run.stopped?.status, 'ABORTED');
  return sitting;
}

const why = { why: 'It was stopped by mistake.' };

export const troubleScenarios: readonly Scenario[] = [
  [
    'an execution that was stopped is marked by EventBridge, looked at, and redriven',
    (world) =>
      world.expectingErrors(async () => {
        const sitting = await stopped(world);
        const path = `/incident/${sitting.incidentId}`;
        const { items } = (await administer(world, 'GET', `${path}/executions`)) as { items: { name: string }[] };
        const one = `${path}/executions/${items[0]?.name}`;
        for (const more of ['', '/history', '/definition', '/states']) await administer(world, 'GET', `${one}${more}`);
        await administer(world, 'POST', `${path}/redrive`, why);
        await world.settle();
        expectEqual('the answer', await sitting.sit(20), { result: 'Pass', scorePercent: 100 });
        expectEqual('the incident', await sitting.status(), 'resolved');
      }),
  ],
  [
    'a stopped incident is resumed by another execution, which the sweep starts if the first try fails',
    (world) =>
      world.expectingErrors(async () => {
        const sitting = await stopped(world);
        world.outages.add('ApiFunctionRole states');
        await office(world, 'administrator', 'POST', `/incident/${sitting.incidentId}/resume`, why);
        world.outages.delete('ApiFunctionRole states');
        await world.moveTo(world.nowMs() + 60_000);
        expectEqual('the answer', await sitting.sit(20), { result: 'Pass', scorePercent: 100 });
        expectEqual('the incident', await sitting.status(), 'resolved');
        const again = await stopped(world);
        await administer(world, 'POST', `/incident/${again.incidentId}/resume`, why);
        await world.settle();
        expectEqual('the other incident', await again.sit(20), { result: 'Pass', scorePercent: 100 });
      }),
  ],
  [
    'a callback that the workflow service does not take is put off, and sent later',
    (world) =>
      world.expectingErrors(async () => {
        const sitting = await Sitting.begin(world);
        world.outages.add('DrainCallbacksRole states');
        await sitting.sit(20);
        world.outages.delete('DrainCallbacksRole states');
        expectEqual('the incident', await sitting.status(), 'exam-open');
        await world.moveTo(world.nowMs() + 3_600_000);
        expectEqual('the incident', await sitting.status(), 'resolved');
      }),
  ],
  [
    'a deployment that brings the same questions again changes nothing',
    async (world) => {
      const count = (): Promise<number> => world.repository.countIn('question', 'newest', 'all');
      const before = await count();
      await world.deployAgain();
      expectEqual('the questions', await count(), before);
    },
  ],
  [
    'what a function could not do is found in the queue of undelivered events',
    (world) =>
      world.expectingErrors(async () => {
        const asynchronous = world.functions.filter(({ undelivered }) => undelivered !== undefined);
        const before = world.undelivered.length;
        for (const { role, logicalId } of asynchronous) {
          world.outages.add(`${role} dynamodb`);
          await world.lambda.invokeEvent(logicalId, '{"neither":"this nor that"}');
          world.outages.delete(`${role} dynamodb`);
        }
        expectEqual('undelivered events', world.undelivered.length - before, asynchronous.length);
      }),
  ],
];
