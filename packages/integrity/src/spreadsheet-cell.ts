/** What a spreadsheet would take for a formula, with any apostrophes that were put before it. */
const formula = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** Text for a cell of a CSV file, an apostrophe before what a spreadsheet would run as a formula. */
export function toCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text behind a cell, without the apostrophe that {@link toCell} put before it. */
export function fromCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
