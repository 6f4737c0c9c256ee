/** Columns of an import under the headings that the server names first; whatever is missing it says itself. */
export const importColumns = [
  { heading: 'student number', needed: true, example: '20431234' },
  { heading: 'name', needed: true, example: 'Ada Example' },
  { heading: 'email', needed: true, example: 'ada@example.edu' },
  { heading: 'faculty', needed: false, example: 'Arts' },
  { heading: 'work title', needed: true, example: 'Essay on sources' },
  { heading: 'unit', needed: true, example: 'HIST1001' },
  { heading: 'submitted on', needed: false, example: '2026-03-02' },
  { heading: 'finding reference', needed: true, example: 'AI-2026-001' },
  { heading: 'found on', needed: true, example: '2026-03-20' },
  { heading: 'description', needed: true, example: 'Two paragraphs without a source.' },
] as const;

/** A file with the header line and one example row. */
export const templateFile = (): string =>
  `${importColumns.map(({ heading }) => heading).join(',')}\r\n${importColumns.map(({ example }) => example).join(',')}\r\n`;
