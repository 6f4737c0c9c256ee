import { describe, expect, it } from 'vitest';
import { listing } from './listing.ts';
import { loadSettings, WrongSettings } from './load.ts';

const problemsOf = (environment: Record<string, string>) => {
  try {
    loadSettings(environment, {});
  } catch (error) {
    if (error instanceof WrongSettings) return error.problems;
  }
  return expect.fail('the settings were taken');
};

describe('settings', () => {
  it('fall back to a loopback origin on the port', () => {
    const { settings, sources } = loadSettings({ PORT: '9000' }, {});
    expect(settings).toMatchObject({ port: 9000, origin: 'http://localhost:9000', host: '127.0.0.1', clockSpeed: 1 });
    expect(sources).toMatchObject({ port: 'environment', origin: 'default', smtpUrl: 'not set' });
  });

  it('take the environment before the file and the file before the default', () => {
    const { settings, sources } = loadSettings({ PORT: '1' }, { PORT: '2', RESIT_INSTITUTION: "St John's" });
    expect([settings.port, settings.institution]).toEqual([1, "St John's"]);
    expect([sources.port, sources.institution]).toEqual(['environment', '.env']);
  });

  it('listen on every address once the origin is https', () => {
    expect(loadSettings({ RESIT_ORIGIN: 'https://resit.example.edu/' }, {}).settings).toMatchObject({
      origin: 'https://resit.example.edu',
      host: '0.0.0.0',
    });
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['RESIT_ORIGIN', 'resit.example.edu'],
    ['RESIT_ORIGIN', 'http://resit.example.edu'],
    ['RESIT_ORIGIN', 'https://resit.example.edu/exams'],
    ['RESIT_HOST', '0.0.0.0'],
    ['RESIT_TIMEZONE', 'Sydney'],
    ['RESIT_SMTP_URL', 'mail.example.edu'],
    ['RESIT_CONTACT_ADDRESS', 'integrity office'],
    ['RESIT_CLOCK_SPEED', '-3'],
    ['RESIT_CLOCK_SPEED', '0'],
    ['RESIT_LOG_LEVEL', 'loud'],
    ['RESIT_TRUSTED_PROXIES', 'proxy.example.edu'],
    ['RESIT_TRUSTED_PROXIES', '10.0.0.300'],
    ['RESIT_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['RESIT_OIDC_ROLES', 'officer'],
    ['RESIT_OIDC_ISSUER', 'http://login.example.edu'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://localhost:4317'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://localhost:4318/v1/traces'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otlp.example.com?key=1'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://me:hunter2@otlp.example.com'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key='],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api key=hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=hunter2%0d%0aHost: elsewhere'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=100%'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'Content-Type=application/json'],
  ])('refuse %s=%s by its name', (name, value) => {
    expect(problemsOf({ [name]: value }).map((problem) => problem.name)).toEqual([name]);
  });

  it('name every wrong setting at once', () => {
    expect(problemsOf({ PORT: 'x', RESIT_TIMEZONE: 'y' }).map(({ name }) => name)).toEqual(['PORT', 'RESIT_TIMEZONE']);
  });

  it('refuse a faster clock together with a mail server', () => {
    const environment = { RESIT_SMTP_URL: 'smtp://mail', RESIT_CONTACT_ADDRESS: 'a@b.edu', RESIT_CLOCK_SPEED: '60' };
    expect(problemsOf(environment).map(({ name }) => name)).toEqual(['RESIT_CLOCK_SPEED']);
  });

  it('suggest the name that was meant for an unknown one', () => {
    const { warnings } = loadSettings({ RESIT_TIME_ZONE: 'UTC', RESIT_CHROMIUM: '/x', OTHER: '1' }, {});
    expect(warnings).toEqual(['There is no setting RESIT_TIME_ZONE; did you mean RESIT_TIMEZONE?']);
  });

  it.each([
    ['RESIT_PORT', 'There is no setting RESIT_PORT; did you mean PORT?'],
    ['RESIT_OIDC_ROLES_CLAIM', 'RESIT_OIDC_ROLES_CLAIM has no effect until RESIT_OIDC_ISSUER is set'],
    ['OTEL_SERVICE_NAME', 'OTEL_SERVICE_NAME has no effect until OTEL_EXPORTER_OTLP_ENDPOINT is set'],
    [
      'OTEL_EXPORTER_OTLP_HEADER',
      'There is no setting OTEL_EXPORTER_OTLP_HEADER; did you mean OTEL_EXPORTER_OTLP_HEADERS?',
    ],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'There is no setting OTEL_EXPORTER_OTLP_PROTOCOL'],
  ])('say of %s why it does nothing', (name, words) => {
    expect(loadSettings({ [name]: '1' }, {}).warnings).toEqual([words]);
  });

  it.each([
    [{ PORT: '80' }, 'http://localhost'],
    [{ RESIT_ORIGIN: 'https://resit.example.edu:443' }, 'https://resit.example.edu'],
    [{ RESIT_ORIGIN: 'https://resit.example.edu:80' }, 'https://resit.example.edu:80'],
  ])('leave the usual port out of the origin: %j', (given, origin) => {
    expect(loadSettings(given, {}).settings.origin).toBe(origin);
  });

  it('take a collector as other OpenTelemetry programs do, and none where none is set', () => {
    expect(loadSettings({}, {}).settings).toMatchObject({ serviceName: 'resit' });
    expect(loadSettings({}, {}).settings.otlpEndpoint).toBeUndefined();
    const { settings, warnings } = loadSettings(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com/otlp/',
        OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20bWU6aHVudGVyMg==, x-scope = office%2Clibrary',
        OTEL_SERVICE_NAME: 'resit-law',
      },
      {},
    );
    expect(settings).toMatchObject({
      otlpEndpoint: 'https://otlp.example.com/otlp',
      otlpHeaders: { authorization: 'Basic bWU6aHVudGVyMg==', 'x-scope': 'office,library' },
      serviceName: 'resit-law',
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/v1/traces' }, 'without /v1/traces, which is added'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'such as http://localhost:4318'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hunter2@otlp.example.com' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'hunter2' }, 'pairs such as api-key=secret'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'host=hunter2' }, 'must not name host'],
  ])('say of %j what to write instead, and no secret', (environment, words) => {
    const [problem] = problemsOf(environment);
    expect(problem?.message).toContain(words);
    expect(problem?.message).not.toContain('hunter2');
  });

  it('never show a secret, in the list or in an error', () => {
    const loaded = loadSettings({ RESIT_SMTP_URL: 'smtp://me:hunter2@mail', RESIT_CONTACT_ADDRESS: 'a@b.edu' }, {});
    expect(listing(loaded)).not.toContain('hunter2');
    expect(listing(loaded)).toContain('RESIT_SMTP_URL = ********   (environment)');
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2' };
    const listed = listing(loadSettings(collector, {}));
    expect(listed).not.toContain('hunter2');
    expect(listed).toContain('OTEL_EXPORTER_OTLP_HEADERS = ********   (environment)');
    expect(listed).toContain('OTEL_EXPORTER_OTLP_ENDPOINT = http://c:4318   (environment)');
    expect(JSON.stringify(problemsOf({ RESIT_SMTP_URL: 'http://me:hunter2@mail' }))).not.toContain('hunter2');
  });
});
