import { readFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('is generated from the API document as it stands (npm run generate -w @resit/api-client)', async () => {
  const schema = await openapiTS(new URL('../../../workflow/openapi.yaml', import.meta.url));
  const committed = await readFile(new URL('./generated/schema.ts', import.meta.url), 'utf8');
  expect(committed === `${COMMENT_HEADER}${astToString(schema)}`).toBe(true);
});
