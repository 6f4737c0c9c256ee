// `npm run bench [-- engine|resit|NAME…] [--count N] [--rounds N] [--write] [--profile FOLDER]`
import { parseArgs } from 'node:util';
import { benchmarks } from './catalogue.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { profileSummary } from './harness/profile-summary.ts';
import { runBenchmark } from './harness/run-benchmark.ts';
import { machineLine, tableOf, writeDocument } from './harness/table.ts';

const { values, positionals } = given();

function given() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        count: { type: 'string' },
        rounds: { type: 'string' },
        write: { type: 'boolean', default: false },
        profile: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\nnpm run bench -- --help says what there is.`);
    process.exit(2);
  }
}

const chosen = benchmarks.filter(
  ({ name, group }) => positionals.length === 0 || positionals.includes(name) || positionals.includes(group),
);
const known = new Set(benchmarks.flatMap(({ name, group }) => [name, group]));
const unknown = positionals.filter((each) => !known.has(each));

if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no benchmark called ${unknown.join(', ')}.\n`);
  console.error('npm run bench -- [engine | resit | NAME …] [--count N] [--rounds N] [--write] [--profile FOLDER]\n');
  for (const { name, group, title } of benchmarks) console.error(`  ${group.padEnd(7)}${name.padEnd(12)}${title}`);
  console.error(
    '\n--write puts the figures of this run into docs/benchmarks.md, --profile leaves CPU profiles in a folder and says where the time went.',
  );
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await run(chosen);
}

async function run(list: readonly Benchmark[]): Promise<number> {
  const [rounds, count] = [numberOf('rounds'), numberOf('count')];
  const machine = machineLine();
  console.log(machine);
  const results = [];
  for (const benchmark of list) {
    const result = await runBenchmark(benchmark, {
      rounds: rounds ?? benchmark.rounds,
      count: count ?? benchmark.count,
      profileFolder: values.profile,
      say: (text) => console.error(`  ${text}`),
    });
    results.push(result);
    console.log(`\n${tableOf(result)}`);
  }
  if (values.write)
    writeDocument(
      results,
      machine,
      benchmarks.map(({ name }) => name),
    );
  if (values.profile !== undefined) console.log(`\n${profileSummary(values.profile)}`);
  const missed = results.flatMap(({ lines }) => lines).filter(({ met }) => met === false).length;
  console.log(
    missed === 0 ? '\nEvery target is met.' : `\n${missed} ${missed === 1 ? 'target is' : 'targets are'} missed.`,
  );
  return results.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

/** A whole number of at least one, if one is given. */
function numberOf(name: 'count' | 'rounds'): number | undefined {
  const text = values[name];
  if (text === undefined || /^[1-9]\d*$/u.test(text)) return text === undefined ? undefined : Number(text);
  console.error(`--${name} must be a whole number of at least 1; it is ${text}.`);
  process.exit(2);
}
