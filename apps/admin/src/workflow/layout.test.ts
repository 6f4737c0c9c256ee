import { describe, expect, test } from 'vitest';
import text from '../../../../workflow/plagiarism-incident.asl.json?raw';
import { readDefinition } from './definition.ts';
import { type Box, layOut, startId } from './layout.ts';

const graph = readDefinition(text);

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each(['right', 'down'] as const)('the shipped workflow, laid out %s', async (direction) => {
  const layout = await layOut(graph, direction);

  test('places every state and every way', () => {
    expect([...layout.boxes.keys()].sort()).toEqual([...graph.states.map(({ name }) => name), startId].sort());
    for (const { id } of graph.edges) expect(layout.lines.get(id)?.points.length).toBeGreaterThan(1);
  });

  test('has no label over a card or another label, and no card over a card', () => {
    const boxes: [string, Box][] = [
      ...layout.boxes,
      ...graph.edges.map(({ id }): [string, Box] => [id, layout.lines.get(id)?.label as Box]),
    ];
    const overlapping = boxes.flatMap(([name, box], index) =>
      boxes.slice(index + 1).flatMap(([other, otherBox]) => (overlap(box, otherBox) ? [`${name} over ${other}`] : [])),
    );
    expect(overlapping).toEqual([]);
  });
});
