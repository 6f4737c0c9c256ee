import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { actorView } from './actor-view.ts';

it('names staff, and neither the student nor their exam', () => {
  expect(actorView({ kind: 'staff', sub: 'o', name: 'Olga' })).toEqual({ kind: 'staff', name: 'Olga', sub: 'o' });
  expect(actorView({ kind: 'student', examId: 'e' })).toEqual({ kind: 'student', name: 'The student' });
});

it('has words for every part of Resit that acts by itself', () => {
  const folder = new URL('../../../integrity/src/use-cases/', import.meta.url);
  const written = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /(?<!\.test)\.ts$/.test(name))
    .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/kind: 'system', name: '([^']*)'/g)])
    .map(([, name]) => name ?? '');
  const names = [...new Set([...written, 'deadline', 'time-limit'])];
  expect(names.length).toBeGreaterThan(5);
  const shown = names.map((name) => actorView({ kind: 'system', name }).name);
  expect(shown.filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
});
