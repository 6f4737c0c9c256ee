import { engineBenchmarks } from './engine/catalogue.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { resitBenchmarks } from './resit/catalogue.ts';

export const benchmarks: readonly Benchmark[] = [...engineBenchmarks, ...resitBenchmarks];
