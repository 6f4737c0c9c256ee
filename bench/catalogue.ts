import { engineBenchmarks } from './engine/catalogue.ts';
import type { Benchmark } from './harness/benchmark.ts';

export const benchmarks: readonly Benchmark[] = [...engineBenchmarks];
