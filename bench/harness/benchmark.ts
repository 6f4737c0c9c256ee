// What a benchmark is: parts that are measured, each in a process of its own, and rows that say what their numbers mean.

/** What a part measured, by name. Units stand in the names. */
export type Measured = Readonly<Record<string, number>>;

/** Measures one thing in a process of its own and says what it found. */
export type Part = (options: PartOptions) => Promise<Measured>;

export interface PartOptions {
  /** A folder on a real disk, removed when the round is over. Empty, unless the benchmark's parts share one. */
  readonly folder: string;
  /** How many of whatever the benchmark is about; its own default unless the command line says otherwise. */
  readonly count: number;
  /** What the parts before this one measured in the same round. */
  readonly before: Measured;
}

export type Unit = '/s' | 'ms' | 's' | 'µs' | 'MiB' | 'B' | '×' | '';

/** A line of the table. */
export interface Row {
  readonly label: string;
  readonly unit: Unit;
  /** Its value in one round; undefined where a part that it needs was left out. */
  readonly value: (measured: Measured) => number | undefined;
  readonly target?: Target;
}

/** Either bound, inclusive. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Benchmark {
  readonly name: string;
  readonly group: 'engine' | 'resit';
  /** What is measured and how, in a sentence or two. */
  readonly title: string;
  /** Run one after the other in every round. They import what they need only when they are run. */
  readonly parts: Readonly<Record<string, Part>>;
  /** True where later parts go on with what earlier ones left on disk. */
  readonly sharedFolder?: boolean;
  readonly rounds: number;
  readonly count: number;
  readonly rows: readonly Row[];
}

/** The number of that name. */
export const of =
  (name: string) =>
  (measured: Measured): number | undefined =>
    measured[name];

/** One number divided by another. */
export const ratio =
  (over: string, under: string) =>
  (measured: Measured): number | undefined => {
    const [a, b] = [measured[over], measured[under]];
    return a === undefined || b === undefined ? undefined : a / b;
  };
