import { expect, it } from 'vitest';
import { hostCheck } from './host-check.ts';

const ask = (origin: string, host: string | undefined, method = 'GET', url = '/admin/') =>
  hostCheck(origin)({ host, method, url });

it('serves its own host in whatever case', () => {
  expect(ask('http://localhost:8080', 'LocalHost:8080')).toEqual({ do: 'serve' });
});

it('leads readers from another loopback name to the right one', () => {
  expect(ask('http://localhost:8080', '127.0.0.1:8080', 'GET', '/exam/x?y=1')).toEqual({
    do: 'redirect',
    to: 'http://localhost:8080/exam/x?y=1',
  });
});

it.each([
  ['http://localhost:8080', 'evil.example', 'GET'],
  ['http://localhost:8080', 'localhost:8080.evil.example', 'GET'],
  ['http://localhost:8080', 'localhost:9090', 'GET'],
  ['http://localhost:8080', '127.0.0.1:8080', 'POST'],
  ['https://resit.example.edu', 'localhost', 'GET'],
  ['http://localhost:8080', undefined, 'GET'],
])('refuses, at %s, the host %s by %s', (origin, host, method) => {
  expect(ask(origin, host, method)).toEqual({ do: 'refuse' });
});

it('answers about its health under any name', () => {
  expect(ask('https://resit.example.edu', '10.0.0.7:8080', 'GET', '/health')).toEqual({ do: 'serve' });
});
