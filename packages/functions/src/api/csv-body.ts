import { z } from 'zod';
import { textField } from './route.ts';

/** The body of operations that take a CSV file. */
export const csvSchema = z.strictObject({
  fileName: textField("the file's name", 200),
  csv: z.string('Send the file as text.').min(1, 'The file is empty.'),
});
