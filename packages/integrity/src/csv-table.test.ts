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
    const { rows } = readTable('Name, ID ,Other\nZoë,1,x\n\n"O\'Brien, Q",2,"y"\n', columns);
    expect(rows).toEqual([
      { line: 2, cells: { number: '1', name: 'Zoë', note: '' } },
      { line: 4, cells: { number: '2', name: "O'Brien, Q", note: '' } },
    ]);
  });

  it.each([',', ';', '\t'])('reads cells that stand apart by %j', (delimiter) => {
    const text = ['student number', 'name'].join(delimiter).concat('\n', ['1', 'A'].join(delimiter));
    expect(readTable(text, columns).rows).toMatchObject([{ cells: { number: '1', name: 'A' } }]);
  });

  it('counts lines as an editor does, through cells of several lines and mixed ends of line', () => {
    const text = '\uFEFFid,name\r\n1,"a\r\nb"\r\n2,c\r\n\r\n3,d';
    expect(readTable(text, columns).rows.map(({ line }) => line)).toEqual([2, 4, 6]);
  });

  it('takes rows that are too short as far as they go, and empty cells too many', () => {
    expect(readTable('id,name\n1\n2,b,,', columns)).toMatchObject({
      rows: [{ cells: { number: '1', name: '' } }, { cells: { number: '2', name: 'b' } }],
      bad: [],
    });
  });

  it('tells rows apart of which nothing sure can be made, and reads the others', () => {
    const text = 'id,name\n1,a\n2,b, and c\n3,the "d"\n4,Zo\uFFFD\n"5","e\nf"\n6,g';
    const { rows, bad } = readTable(text, columns);
    expect(rows.map(({ line, cells }) => [line, cells.number])).toEqual([
      [2, '1'],
      [6, '5'],
      [8, '6'],
    ]);
    expect(bad.map(({ line, reason }) => [line, reason.split(':')[0]])).toEqual([
      [3, 'It has 3 cells under a heading of 2'],
      [4, 'A quotation mark stands in a cell that does not begin with one'],
      [5, 'It holds characters that cannot be read'],
    ]);
  });

  it('finds the separator below empty lines', () => {
    expect(readTable('\n \nid;name\n1;"a,b"', columns).rows).toMatchObject([{ line: 4, cells: { name: 'a,b' } }]);
  });

  it('goes by the separator that a first line tells Excel, and counts that line', () => {
    expect(readTable('\uFEFFsep=;\r\nid;name\r\n1;"a,b"', columns)).toEqual({
      rows: [{ line: 3, cells: { number: '1', name: 'a,b', note: '' } }],
      bad: [],
    });
  });

  it.each([
    ['', 1, 'empty'],
    ['name\nA', 1, '"student number"'],
    ['\uFEFF', 1, 'empty'],
    ['id,name\n1,"a', 2, 'not CSV'],
    ['id,name\n1,a\n2,"b\n3,c\n4,"d"\n5,e', 3, 'begins on line 3'],
    ['id,name\n1,a\n2,"b" c\n3,d', 3, 'begins on line 3'],
    [Buffer.from('\uFEFFid,name\n1,a', 'utf16le').toString('utf8'), 1, 'UTF-8'],
    ['PK\u0003\u0004\u0014\u0000\u0006', 1, 'spreadsheet'],
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
    // A row with a character that could not be read is refused, and told of.
    const cell = fc
      .oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('=1+1', "'", '"', 'a,b', 'a;b', 'two\nlines', '@x', "'=x"),
      )
      .map((text) => text.replaceAll(/[\r\uFFFD]/gu, '').trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = stringify([['id', 'name', 'note'], ...rows.map((row) => row.map(toCell))]);
        expect(readTable(text, columns).rows.map(({ cells }) => [cells.number, cells.name, cells.note])).toEqual(rows);
      }),
    );
  });
});
