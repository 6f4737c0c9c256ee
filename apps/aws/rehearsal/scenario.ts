import { isDeepStrictEqual } from 'node:util';
import type { AwsWorld } from './aws-world.ts';

export type Scenario = readonly [name: string, play: (world: AwsWorld) => Promise<void>];

/** Something in a scenario was not as it should be. */
export class NotAsItShouldBe extends Error {
  readonly code = 'not-as-it-should-be';
}

/** @throws NotAsItShouldBe */
export function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted))
    throw new NotAsItShouldBe(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}
