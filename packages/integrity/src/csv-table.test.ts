import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Columns, NotATable, readTable } from './csv-table.ts';
import { toCell } from './spreadsheet-cell.ts';

const columns: Columns<'number' | 'name' | 'note'> = {
  number: { headings: ['student number', 'id'], required: true },
  name: { headings: ['name'], required: true },
  note: { headings: ['note'], required: false },
};

describe('readTable', () => {
  it('reads columns in any order, under any of their headings, beside others', () => {
    const rows = readTable('Name, ID ,Other\nZoë,1,x\n\n"O\'Brien, Q",2,"y"\n', columns);
    expect(rows).toEqual([
      { line: 2, cells: { number: '1', name: 'Zoë', note: '' } },
      { line: 4, cells: { number: '2', name: "O'Brien, Q", note: '' } },
    ]);
  });

  it.each([',', ';', '\t'])('reads cells that stand apart by %j', (delimiter) => {
    const text = ['student number', 'name'].join(delimiter).concat('\n', ['1', 'A'].join(delimiter));
    expect(readTable(text, columns)).toMatchObject([{ cells: { number: '1', name: 'A' } }]);
  });

  it('counts lines as an editor does, through cells of several lines and mixed ends of line', () => {
    const text = '\uFEFFid,name\r\n1,"a\r\nb"\r\n2,c\r\n\r\n3,d';
    expect(readTable(text, columns).map(({ line }) => line)).toEqual([2, 4, 6]);
  });

  it('takes rows that are too short or too long as far as they go', () => {
    expect(readTable('id,name\n1\n2,b,c', columns)).toMatchObject([
      { cells: { number: '1', name: '' } },
      { cells: { number: '2', name: 'b' } },
    ]);
  });

  it.each([
    ['', 1, 'empty'],
    ['name\nA', 1, '"student number"'],
    ['id,name\n1,"a', 2, 'not CSV'],
  ])('refuses %j with the line', (text, line, words) => {
    const refused = (() => {
      try {
        return readTable(text, columns);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(NotATable);
    expect(refused).toMatchObject({ line });
    expect((refused as Error).message).toContain(words);
  });

  it('reads back what a spreadsheet wrote, defused formulas included', () => {
    const cell = fc
      .oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('=1+1', "'", '"', 'a,b', 'a;b', 'two\nlines', '@x', "'=x"),
      )
      .map((text) => text.replaceAll('\r', '').trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = stringify([['id', 'name', 'note'], ...rows.map((row) => row.map(toCell))]);
        expect(readTable(text, columns).map(({ cells }) => [cells.number, cells.name, cells.note])).toEqual(rows);
      }),
    );
  });
});
