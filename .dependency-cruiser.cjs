// The import rules of docs/architecture.md: dependencies point one way, nothing goes round.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/src` },
  to: { path: '^(packages|apps)/', pathNot: [`^${from}/`, ...allowed.map((p) => `^${p}/`)] },
});
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('states-imports-none-of-ours', 'packages/states', []),
    only('integrity-imports-none-of-ours', 'packages/integrity', []),
    only('persistence-imports-integrity', 'packages/persistence', ['packages/integrity']),
    only('functions-import-integrity', 'packages/functions', ['packages/integrity']),
    only('testing-centre-imports-functions-and-integrity', 'apps/testing-centre', [
      'packages/integrity',
      'packages/functions',
    ]),
    only('aws-imports-the-testing-centre-functions-persistence-and-integrity', 'apps/aws', [
      'packages/integrity',
      'packages/functions',
      'packages/persistence',
      'apps/testing-centre',
    ]),
    only('admin-imports-the-api-client', 'apps/admin', ['packages/api-client']),
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: '^packages/integrity/src', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|net|http|https|child_process|worker_threads|os|dgram|tls|process|timers)',
      },
    },
    {
      name: 'engine-core-does-no-io',
      severity: 'error',
      from: { path: '^packages/states/src/(asl|history|interpreter)/', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|net|http|https|child_process|worker_threads|os|dgram|tls|process|timers)',
      },
    },
    {
      name: 'engine-layers',
      severity: 'error',
      from: { path: '^packages/states/src/(asl)/' },
      to: { path: '^packages/states/src/(history|interpreter|store|runtime|api)/' },
    },
    {
      name: 'engine-layers-history',
      severity: 'error',
      from: { path: '^packages/states/src/history/' },
      to: { path: '^packages/states/src/(interpreter|store|runtime|api)/' },
    },
    {
      name: 'engine-layers-interpreter',
      severity: 'error',
      from: { path: '^packages/states/src/interpreter/' },
      to: { path: '^packages/states/src/(store|runtime|api)/' },
    },
    {
      name: 'engine-layers-store',
      severity: 'error',
      from: { path: '^packages/states/src/store/' },
      to: { path: '^packages/states/src/(asl|interpreter|runtime|api)/' },
    },
    {
      name: 'engine-layers-runtime',
      severity: 'error',
      from: { path: '^packages/states/src/runtime/' },
      to: { path: '^packages/states/src/api/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build-types|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
