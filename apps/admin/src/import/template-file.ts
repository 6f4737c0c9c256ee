/** Columns of an import under the headings that the server names first; whatever is missing it says itself. */
export const importColumns = [
  { heading: 'student number', needed: true },
  { heading: 'name', needed: true },
  { heading: 'email', needed: true },
  { heading: 'faculty', needed: false },
  { heading: 'work title', needed: true },
  { heading: 'unit', needed: true },
  { heading: 'submitted on', needed: false },
  { heading: 'finding reference', needed: true },
  { heading: 'found on', needed: true },
  { heading: 'description', needed: true },
] as const;

/** A file with the header line alone: an example row would be imported by whoever leaves it in. */
export const templateFile = (): string => `${importColumns.map(({ heading }) => heading).join(',')}\r\n`;
