/** Columns of an import; the server names in a problem whatever is missing. */
export const importColumns = [
  { name: 'studentNumber', needed: true, example: '20431234' },
  { name: 'name', needed: true, example: 'Ada Example' },
  { name: 'email', needed: true, example: 'ada@example.edu' },
  { name: 'faculty', needed: false, example: 'Arts' },
  { name: 'title', needed: true, example: 'Essay on sources' },
  { name: 'unit', needed: true, example: 'HIST1001' },
  { name: 'submittedOn', needed: false, example: '2026-03-02' },
  { name: 'findingReference', needed: true, example: 'AI-2026-001' },
  { name: 'foundOn', needed: true, example: '2026-03-20' },
  { name: 'description', needed: true, example: 'Two paragraphs without a source.' },
] as const;

/** A file with the header line and one example row. */
export const templateFile = (): string =>
  `${importColumns.map(({ name }) => name).join(',')}\r\n${importColumns.map(({ example }) => example).join(',')}\r\n`;
