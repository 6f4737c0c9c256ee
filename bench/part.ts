// The process in which one part is measured. Told what to do by `run-part.ts`.
import { benchmarks } from './catalogue.ts';
import type { PartOrder } from './harness/run-part.ts';

const order = JSON.parse(process.argv[2] ?? '') as PartOrder;
const part = benchmarks.find(({ name }) => name === order.benchmark)?.parts[order.part];
if (!part) throw new RangeError(`there is no part ${order.part} in ${order.benchmark}`);
const measured = await part(order);
if (process.send) {
  process.send(measured);
  process.disconnect();
} else console.log(measured);
