import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';

interface Answer {
  uri?: string;
  statusCode?: number;
  headers?: Record<string, { value: string }>;
  body?: { data: string };
}
const source = readFileSync(new URL('./site-requests.js', import.meta.url), 'utf8')
  .replace('${Issuer}', 'https://login.example.edu')
  .replace('${ClientId}', 'resit-admin')
  .replace('${Scope}', 'openid profile');
const handle = (uri: string): Answer =>
  runInNewContext(`${source}; handler({ request: { uri: uri } })`, { uri }) as Answer;

it('fills in every name of the template', () => {
  expect(source).not.toContain('${');
});

it.each(['/admin/', '/admin/incidents', '/admin/incidents/7k3m', '/admin/callback'])('shows the site at %s', (uri) => {
  expect(handle(uri).uri).toBe('/admin/index.html');
});

it.each(['/admin/assets/index-abc123.js', '/admin/favicon.svg'])('leaves the file %s as it is', (uri) => {
  expect(handle(uri).uri).toBe(uri);
});

it('sends the address without a slash on to the one with', () => {
  expect(handle('/admin')).toMatchObject({ statusCode: 308, headers: { location: { value: '/admin/' } } });
});

it('tells the site where staff sign in, to be kept by nobody', () => {
  const answer = handle('/admin/config.json');
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'cache-control': { value: 'no-store' } } });
  expect(JSON.parse(answer.body?.data ?? '')).toEqual({
    issuer: 'https://login.example.edu',
    clientId: 'resit-admin',
    scope: 'openid profile',
  });
});
