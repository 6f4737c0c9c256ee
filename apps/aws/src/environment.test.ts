import { expect, it } from 'vitest';
import { EnvironmentUnusable, readEnvironment } from './environment.ts';

it('gives the variables that were asked for', () => {
  expect(readEnvironment(['TABLE_NAME'], { TABLE_NAME: 'resit', OTHER: 'x' })).toEqual({ TABLE_NAME: 'resit' });
});

it('names every variable that is missing or wrong, in one error', () => {
  const wrong = {
    TABLE_NAME: 'a b',
    RESIT_ORIGIN: 'http://resit.example.edu',
    RESIT_TIMEZONE: 'Sydney',
    MAIL_FROM: 'Resit',
    STATE_MACHINE_ARN: 'arn:aws:lambda:eu-west-1:1:function:x',
  };
  const names = [...Object.keys(wrong), 'OIDC_ISSUER'] as (keyof typeof wrong)[];
  const refused = () => readEnvironment(names, wrong);
  expect(refused).toThrow(EnvironmentUnusable);
  for (const name of names) expect(refused).toThrow(new RegExp(`${name} (must|is not set)`));
});

it.each(['https://resit.example.edu', 'http://localhost:8080', 'http://127.0.0.1:3000'])(
  'takes %s for an origin',
  (origin) => {
    expect(readEnvironment(['RESIT_ORIGIN'], { RESIT_ORIGIN: origin })).toEqual({ RESIT_ORIGIN: origin });
  },
);

it.each(['https://resit.example.edu/', 'https://a.edu/path', 'resit.example.edu'])(
  'refuses %s for an origin',
  (origin) => {
    expect(() => readEnvironment(['RESIT_ORIGIN'], { RESIT_ORIGIN: origin })).toThrow(/https address without a path/);
  },
);
