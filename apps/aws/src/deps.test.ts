import { testTopics } from '@resit/integrity/testing/bank';
import { createInMemoryRepository } from '@resit/integrity/testing/in-memory-repository';
import { plainTemplates } from '@resit/integrity/testing/templates';
import { recordingSfn } from '@resit/integrity/testing/test-deps';
import { expect, it } from 'vitest';
import { createDeps, type Granted, NotGranted } from './deps.ts';

const environment = {
  RESIT_ORIGIN: 'https://resit.example.edu',
  RESIT_TIMEZONE: 'Australia/Sydney',
  RESIT_INSTITUTION: 'University of Examples',
  RESIT_CONTACT_NAME: 'Office',
  RESIT_CONTACT_ADDRESS: 'integrity@example.edu',
};
const depsWith = (granted: Granted) =>
  createDeps(createInMemoryRepository(), { ...granted, templates: plainTemplates, topics: testTopics }, environment);

it('hands on what the function was granted, also to who copies it', () => {
  const { sfn } = recordingSfn();
  const deps = { ...depsWith({ pepper: 'p', workflow: { sfn, stateMachineArn: 'arn' } }) };
  expect(deps).toMatchObject({ pepper: 'p', sfn, stateMachineArn: 'arn', mailMode: 'smtp', staffElsewhere: true });
});

it('fails at the use of what was not granted, and not before', () => {
  const deps = depsWith({});
  for (const use of [() => deps.pepper, () => deps.sfn, () => deps.stateMachineArn]) expect(use).toThrow(NotGranted);
});

it('builds links from the address of the distribution', () => {
  expect(depsWith({}).institution).toEqual({
    name: 'University of Examples',
    origin: 'https://resit.example.edu',
    timeZone: 'Australia/Sydney',
    contactName: 'Office',
    contactAddress: 'integrity@example.edu',
  });
});
