import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnsupportedTemplate } from './check.ts';
import { escapeJavaScript } from './escape-java-script.ts';
import { compileTemplate, type Scope } from './template.ts';

const scope = (body: unknown, caller: Record<string, string> = {}): Scope => ({
  input: {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    path: { incidentId: 'abc' },
    querystring: { page: '2' },
    header: { 'Idempotency-Key': 'k1' },
  },
  context: {
    authorizer: { incidentId: 'id1', sub: 's1', name: 'Ada', roles: 'officer', ...caller },
    requestId: 'r1',
    responseOverride: { header: {} },
  },
  stageVariables: { stateMachineArn: 'arn:aws:states:local:1:stateMachine:plagiarism-incident' },
});
const render = (text: string, given = scope({})) => compileTemplate('test', text).render(given);

/** The shape of the template that starts an execution: JSON in a JSON text, the caller escaped twice. */
const start = `
#set($name = $util.escapeJavaScript($context.authorizer.name).replaceAll("\\\\'","'"))
#set($report = $util.escapeJavaScript($input.json('$')).replaceAll("\\\\'","'"))
{ "input": "{\\"name\\":\\"$util.escapeJavaScript($name).replaceAll("\\\\'","'")\\",\\"report\\":$report}" }`;
const started = (name: string, report: unknown): unknown => {
  const outer = JSON.parse(render(start, scope(report, { name }))) as { input: string };
  return JSON.parse(outer.input);
};

describe('mapping templates', () => {
  it.each([
    ['an apostrophe', "O'Brien"],
    ['a quote', 'the "quoted" one'],
    ['a backslash', 'back\\slash'],
    ['a backslash before an apostrophe', "back\\'s"],
    ['a backslash before a quote', '\\"'],
    ['a new line', 'two\nlines\r\nand\ttab'],
    ['an emoji', 'fine 🙂 👩‍🎓'],
    ['a Chinese name', '李'],
    ['a slash', 'and/or </script>'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a text of the template language
    ['what looks like a template', '$context.requestId #set($x = 1) ${y} $!z'],
    ['a control character and a line separator', '\u0001\u2028\u007f'],
  ])('carry %s unharmed in the body and in the caller', (_what, text) => {
    expect(started(text, { student: { name: text } })).toEqual({ name: text, report: { student: { name: text } } });
  });

  it('carry any text unharmed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (name, value) => {
        expect(started(name, { value })).toEqual({ name, report: JSON.parse(JSON.stringify({ value })) });
      }),
    );
  });

  it('escape as API Gateway does', () => {
    expect(escapeJavaScript(`a'b"c\\d/e\nf李g🙂h\u0001`)).toBe(`a\\'b\\"c\\\\d\\/e\\nf\\u674Eg\\uD83D\\uDE42h\\u0001`);
  });

  it.each([
    [`$input.path('$.a.b[1]')`, '2'],
    [`$input.json('$.a')`, '{"b":[1,2]}'],
    [`$input.json('$.missing')`, '""'],
    [`$input.params('page') $input.params('idempotency-key') $input.params('incidentId')`, '2 k1 abc'],
    [`$input.params().header.get('Idempotency-Key')`, 'k1'],
    [`#foreach($n in $input.path('$.a.b'))$n#if($foreach.hasNext),#end#end`, '1,2'],
    [`$stageVariables.stateMachineArn.split(":").get(2)`, 'states'],
    [`$util.base64Decode($util.base64Encode("李 & co"))`, '李 & co'],
    [`$util.urlEncode("a b&'c'")`, 'a+b%26%27c%27'],
    [`#set($s = "a1b")#if($s.matches("[a-z]\\d[a-z]"))yes#else no#end`, 'yes'],
    [`#set($s = "xa1b")#if($s.matches("a\\d"))yes#{else}no#end`, 'no'],
    [
      `#set($s = "a.b.c")$s.replaceAll(".", "-") $s.replace(".", "-") $s.replaceAll("(\\w)\\.", "<$1>")`,
      '----- a-b-c <a><b>c',
    ],
    [`#set($f = $context.requestId.isEmpty() || !($context.requestId == "r2"))#if($f)yes#end`, 'yes'],
    [`$context.missing`, undefined],
    [`$context.authorizer.missing`, '$context.authorizer.missing'],
  ])('render %s', (template, expected) => {
    const given = scope({ a: { b: [1, 2] } });
    if (expected === undefined) expect(() => render(template, given)).toThrow(UnsupportedTemplate);
    else expect(render(template, given)).toBe(expected);
  });

  it('write the status and the headers of the answer', () => {
    const given = scope({ __type: 'com.amazonaws.states#ExecutionAlreadyExists' });
    render(
      `#if($input.path('$.__type').endsWith("AlreadyExists"))
       #set($context.responseOverride.status = 409)
       #set($context.responseOverride.header.Retry-After = "2 $context.requestId")
       #end`,
      given,
    );
    expect(given.context.responseOverride).toEqual({ status: 409, header: { 'Retry-After': '2 r1' } });
  });

  it.each([
    ['an unknown variable', '$nobody'],
    ['an unknown function', '$util.qr("x")'],
    ['an unknown method', '$context.requestId.codePointAt(0)'],
    ['an unknown part of the context', '$context.wafResponseCode'],
    ['a path with a filter', `$input.json('$.a[?(@.b)]')`],
    ['a macro', '#macro(m)x#end #m()'],
    ['#stop', 'a #stop b'],
    ['a property of every object', '$context.authorizer.constructor'],
    ['a text as a condition', `#if($input.params('page'))x#end`],
    ['a variable that may hold a text as a condition', `#set($f = true)#set($f = 'x')#if($f)x#end`],
    ['an unknown variable within a text', `#set($x = "hello $nobody")`],
    ['a missing end', '#if($context.requestId == "a") x'],
  ])('are refused at once with %s', (_what, text) => {
    expect(() => compileTemplate('test', text)).toThrow(UnsupportedTemplate);
  });
});
