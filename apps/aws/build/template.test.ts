import { readFileSync } from 'node:fs';
import { roles } from '@resit/integrity/access/caller';
import { tableDefinition } from '@resit/persistence/dynamodb/table-definition';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readTemplate } from './cloudformation-yaml.ts';
import { builtTemplate, TemplateUnusable } from './template.ts';

type Json = Record<string, unknown>;
interface Parameter {
  Default?: string | number;
  AllowedPattern?: string;
  AllowedValues?: unknown[];
  Description?: string;
  ConstraintDescription?: string;
}
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const text = read('../template.yaml');
const apiDocument = read('../../../workflow/openapi.yaml');
const definition = read('../../../workflow/plagiarism-incident.asl.json');
const source = readTemplate(text) as {
  Parameters: Record<string, Parameter>;
  Resources: Record<string, { Type: string; Properties: Json; DeletionPolicy?: string }>;
};
const build = (template = text): typeof source =>
  readTemplate(
    builtTemplate({
      template,
      apiDocument,
      questions: [{ id: 'q1' }],
      siteRequests: 'code',
      fromFolder: '/app',
      toFolder: '/app/dist',
    }),
  ) as typeof source;
const propertiesOf = (logicalId: string, from = source): Json => from.Resources[logicalId]?.Properties ?? {};
const ofType = (type: string) => Object.entries(source.Resources).filter(([, { Type }]) => Type === type);

describe('the built template', () => {
  it('holds the API document itself, with references of CloudFormation in uris and credentials alone', () => {
    const body = propertiesOf('Api', build()).DefinitionBody;
    expect(body).toEqual(parse(apiDocument));
    const places: string[] = [];
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('Fn::Sub' in value) places.push(at);
      for (const [key, each] of Object.entries(value)) walk(each, key);
    };
    walk(body, '');
    expect(new Set(places)).toEqual(new Set(['uri', 'credentials', 'authorizerUri', 'authorizerCredentials']));
  });

  it('names no resource in the API document that it does not have', () => {
    const named = [...JSON.stringify(parse(apiDocument)).matchAll(/\$\{(\w+)\.Arn\}/g)].map(([, name]) => name);
    const gateways = ['ApiFunction', 'ImportFunction', 'EvidenceFunction', 'SubmitExamFunction'];
    expect(new Set(named)).toEqual(new Set([...gateways, 'AuthorizerFunction', 'ApiRole']));
    for (const name of named) expect(source.Resources).toHaveProperty(String(name));
  });

  it('lets the gateway call every function that the API document gives an operation to', () => {
    const called = [...apiDocument.matchAll(/uri: .*functions\/\$\{(\w+)\.Arn\}/g)].map(([, name]) => String(name));
    const permissions = ofType('AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(called.length).toBeGreaterThan(40);
    for (const name of new Set(called)) {
      const given = permissions.filter(({ FunctionName }) => JSON.stringify(FunctionName) === `{"Ref":"${name}"}`);
      expect(given, name).toEqual([
        {
          FunctionName: { Ref: name },
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn: { 'Fn::Sub': expect.stringMatching(/:execute-api:.*:\$\{Api\}\//) },
        },
      ]);
    }
  });

  it('sees its files from where it lies', () => {
    const built = build();
    expect(propertiesOf('RegisterIncidentFunction', built).CodeUri).toBe('functions/RegisterIncidentFunction');
    expect(propertiesOf('StateMachine', built).DefinitionUri).toMatch(/workflow\/plagiarism-incident\.asl\.json$/);
  });

  it('changes when the questions do, so that they are loaded', () => {
    const hash = propertiesOf('FirstData', build()).Questions;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is refused where there is no place for what belongs in it', () => {
    expect(() => build(text.replace(/^ {2}Api:$/m, '  Other:'))).toThrow(TemplateUnusable);
  });
});

describe('the workflow', () => {
  it('is given every function that its definition names, and no other', () => {
    const named = [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(propertiesOf('StateMachine').DefinitionSubstitutions as Json).sort()).toEqual(
      [...new Set(named)].sort(),
    );
  });

  it('is traced, publishes versions, and logs no data of executions', () => {
    expect(propertiesOf('StateMachine')).toMatchObject({
      Type: 'STANDARD',
      AutoPublishAlias: 'live',
      Tracing: { Enabled: true },
      Logging: { IncludeExecutionData: false },
    });
  });
});

describe('the table', () => {
  const properties = propertiesOf('Table');

  it('is as the adapter expects it', () => {
    expect(properties).toMatchObject(tableDefinition as unknown as Json);
    expect(properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  it('is encrypted, can be brought back to any moment, and outlives the stack', () => {
    expect(properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(source.Resources.Table?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('tells its stream of keys alone', () => {
    expect(properties.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' });
  });

  it.each([
    ['DrainCallbacksFunction', 'callback'],
    ['DrainMailFunction', 'mail'],
    ['DrainImportsFunction', 'importJob'],
  ])('wakes %s by what is written of its kind', (logicalId, kind) => {
    const { Written } = propertiesOf(logicalId).Events as { Written: { Properties: Json } };
    const { Filters } = Written.Properties.FilterCriteria as { Filters: { Pattern: string }[] };
    const pattern = JSON.parse(Filters[0]?.Pattern ?? '') as Json;
    expect(pattern.dynamodb).toEqual({ Keys: { pk: { S: [{ prefix: `${kind}#` }] } } });
  });
});

describe('buckets', () => {
  it.each(ofType('AWS::S3::Bucket').map(([name]) => name))(
    '%s is private, encrypted, versioned and TLS only',
    (name) => {
      expect(propertiesOf(name)).toMatchObject({
        BucketEncryption: expect.anything(),
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      const policies = ofType('AWS::S3::BucketPolicy').filter(([, { Properties }]) =>
        JSON.stringify(Properties.Bucket).includes(`"${name}"`),
      );
      expect(JSON.stringify(policies)).toContain('"Effect":"Deny","Principal":"*","Action":"s3:*"');
      expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
    },
  );
});

describe('the API', () => {
  it.each(['Api', 'PagesApi'])('%s is traced, throttled and logged without bodies, addresses or queries', (name) => {
    const properties = propertiesOf(name);
    expect(properties).toMatchObject({ TracingEnabled: true });
    for (const setting of properties.MethodSettings as Json[])
      expect(setting).toMatchObject({
        DataTraceEnabled: false,
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      });
    const { Format } = properties.AccessLogSetting as { Format: string };
    expect(JSON.parse(Format)).toBeTypeOf('object');
    expect(Format).not.toMatch(/sourceIp|userAgent|querystring|\$context\.path|requestOverride|caller|name/i);
  });

  it('allows no other origin', () => {
    expect(text).not.toMatch(/\bCors\b|Access-Control-Allow/i);
    expect(apiDocument).not.toMatch(/Access-Control-Allow/i);
  });

  it('asks the authorizer anew at each request', () => {
    const schemes = (parse(apiDocument) as { components: { securitySchemes: Record<string, Json> } }).components
      .securitySchemes;
    expect(schemes.bearer?.['x-amazon-apigateway-authorizer']).toMatchObject({
      type: 'request',
      authorizerResultTtlInSeconds: 0,
    });
  });
});

describe('alarms', () => {
  /** CloudWatch's limit of an alarm that is computed. */
  const METRICS_MAX = 10;

  it('are computed of no more metrics than CloudWatch takes', () => {
    const counts = ofType('AWS::CloudWatch::Alarm').map(([name, { Properties }]) => {
      const metrics = (Properties.Metrics ?? []) as { MetricStat?: unknown }[];
      return [name, metrics.filter(({ MetricStat }) => MetricStat).length] as const;
    });
    expect(counts.filter(([, count]) => count > 0).length).toBeGreaterThan(1);
    expect(counts.filter(([, count]) => count > METRICS_MAX)).toEqual([]);
  });

  it('watch every function that answers a person, and every one that is called by no one', () => {
    const watched = JSON.stringify(ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.Metrics));
    const unwatched = ofType('AWS::Serverless::Function')
      .map(([name]) => name)
      .filter((name) => !watched.includes(`{"Ref":"${name}"}`));
    // By design: what is no error there, and what fails a deployment or a sign-in before anybody's eyes.
    expect(unwatched.sort()).toEqual([
      'AuthorizerFunction',
      'ScheduleExamFunction',
      'SetUpFunction',
      'TokenClaimsFunction',
    ]);
  });
});

describe('other systems', () => {
  it('can be given each role by a scope, which no person can be given', () => {
    const { Identifier, Scopes } = propertiesOf('SystemScopes') as { Identifier: string; Scopes: Json[] };
    expect(Identifier).toBe('resit');
    expect(Scopes.map(({ ScopeName }) => ScopeName)).toEqual([...roles]);
    const { AllowedOAuthFlows, AllowedOAuthScopes } = propertiesOf('AdminClient');
    expect(AllowedOAuthFlows).toEqual(['code']);
    expect(AllowedOAuthScopes).toEqual(['openid', 'profile', 'email']);
  });
});

describe('one origin', () => {
  const { DistributionConfig } = propertiesOf('Distribution') as { DistributionConfig: Json };
  const behaviours = [
    ['the rest', DistributionConfig.DefaultCacheBehavior as Json],
    ...(DistributionConfig.CacheBehaviors as Json[]).map((each): [string, Json] => [String(each.PathPattern), each]),
  ] as [string, Json][];
  /** CloudFront's own policies: nothing cached; every header of the viewer but Host passed on. */
  const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
  const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

  it('passes cookies on to the pages and the API, and caches nothing of them', () => {
    for (const [path, behaviour] of behaviours.filter(([path]) => path === 'the rest' || path === '/api/*'))
      expect([path, behaviour.CachePolicyId, behaviour.OriginRequestPolicyId]).toEqual([
        path,
        CACHING_DISABLED,
        ALL_BUT_HOST,
      ]);
  });

  it('sends security headers with everything, over TLS alone', () => {
    for (const [path, behaviour] of behaviours) {
      expect([path, behaviour.ResponseHeadersPolicyId]).toEqual([path, { Ref: expect.stringMatching(/Headers$/) }]);
      expect([path, behaviour.ViewerProtocolPolicy]).toEqual([path, expect.stringMatching(/https/)]);
    }
  });
});

describe('parameters', () => {
  const { Parameters } = source;
  const withPattern = Object.entries(Parameters).filter(([, { AllowedPattern }]) => AllowedPattern !== undefined);
  const accepts = (name: string, value: string): boolean =>
    new RegExp(Parameters[name]?.AllowedPattern ?? '(?!)', 'u').test(value);

  it.each(Object.entries(Parameters))('%s is described, and held to a pattern or to a list', (_name, parameter) => {
    expect(parameter.Description).toMatch(/\.$/);
    expect(parameter.AllowedPattern ?? parameter.AllowedValues).toBeDefined();
    if (parameter.AllowedPattern !== undefined) {
      expect(parameter.AllowedPattern).toMatch(/^\^.*\$$/);
      expect(parameter.ConstraintDescription).toMatch(/^must /);
    }
  });

  it.each(withPattern)('%s takes its own default', (name, { Default }) => {
    if (Default !== undefined) expect([name, accepts(name, String(Default))]).toEqual([name, true]);
  });

  const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
  it.each([
    [
      'Institution',
      ["Saint Mary's College", 'Université de Genève'],
      ['', 'A"B', 'a\nb', '<b>', ' leading', 'x'.repeat(201)],
    ],
    [
      'TimeZone',
      ['Australia/Sydney', 'UTC', 'America/Argentina/Buenos_Aires'],
      ['', 'AEST+10', 'Sydney time', '+10:00'],
    ],
    ['Accent', ['', '0b5a63', '#0B5A63'], ['teal', '#fff', '0b5a6', '0b5a6g']],
    ['ContactAddress', ['integrity@example.edu'], ['', 'integrity', 'a@b', 'a b@example.edu', 'A <a@example.edu>']],
    [
      'DomainName',
      ['resit.example.edu'],
      ['', 'https://resit.example.edu', 'resit', 'Resit.example.edu', 'a.b/c', '-a.b'],
    ],
    ['CertificateArn', [arn], ['', arn.replace('us-east-1', 'eu-west-1'), 'arn:aws:iam::1:role/x']],
    [
      'WebAclArn',
      ['', 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/12345678-1234-1234-1234-123456789012'],
      ['x', arn],
    ],
    ['MailFrom', ['resit@example.edu'], ['', 'Resit <resit@example.edu>', 'example.edu']],
    ['MailDomain', ['example.edu'], ['', 'resit@example.edu', 'https://example.edu']],
    [
      'OidcIssuer',
      ['', 'https://login.example.edu/oidc'],
      ['http://login.example.edu', 'login.example.edu', "https://a.b/'", 'https://a.b?x'],
    ],
    ['OidcClientId', ['resit-admin'], ['', "a'b", 'a b', 'a"b', '${x}']],
    ['OidcAudience', ['https://resit.example.edu/api'], ['', 'a b']],
    ['OidcScope', ['openid profile'], ['', "openid '", 'openid  profile', ' openid']],
    ['OidcRolesClaim', ['realm_access.roles', 'https://uni.edu/roles'], ['', 'a b']],
    ['OfficerRole', ['cn-integrity'], ['', 'a b']],
    ['SignInPrefix', ['resit-example-edu'], ['', 'Resit', '-a', 'a-', 'a.b', 'a'.repeat(64)]],
    ['AlarmAddress', ['', 'it@example.edu'], ['it']],
    ['ApiLogRoleArn', ['', 'arn:aws:iam::123456789012:role/Logs'], ['Logs', 'arn:aws:iam::12:role/Logs']],
  ])('%s takes what is right and refuses what is not', (name, right, wrong) => {
    for (const value of right) expect([value, accepts(name, value)]).toEqual([value, true]);
    for (const value of wrong) expect([value, accepts(name, value)]).toEqual([value, false]);
  });
});
