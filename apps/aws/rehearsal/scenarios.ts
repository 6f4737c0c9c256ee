import type { AwsWorld } from './aws-world.ts';

export interface ScenarioResult {
  name: string;
  /** What was not as it should be. */
  fault?: string;
}

export async function playScenarios(_world: AwsWorld, _say: (text: string) => void): Promise<ScenarioResult[]> {
  return [];
}
