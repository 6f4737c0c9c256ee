import { Compile } from 'velocityjs';
import { parseChecked } from './check.ts';
import { listMethods, mapMethods } from './java-collections.ts';
import { stringMethods } from './java-string.ts';
import { inputVariable, type Message, type TemplateContext, utilVariable, Variable } from './variables.ts';

export interface Scope {
  input: Message;
  context: TemplateContext;
  stageVariables: Readonly<Record<string, string>>;
}

/** A mapping template that has been checked. */
export interface Template {
  render(scope: Scope): string;
}

/** A value has no such method: the template expected another kind of value. */
export class TemplateFailed extends Error {
  readonly code = 'template-failed';
}

/** Checks a mapping template of API Gateway, once, to be rendered many times. @throws UnsupportedTemplate */
export function compileTemplate(name: string, text: string): Template {
  const parts = parseChecked(name, text);
  return {
    render({ input, context, stageVariables }) {
      const compiled = new Compile(parts as never, { customMethodHandlers: [javaMethods(name)] });
      return compiled.render({ input: inputVariable(input), util: utilVariable, context, stageVariables });
    },
  };
}

const javaMethods = (template: string) => ({
  uid: 'java',
  match: () => true,
  resolve: ({ property, context, params }: { property: string; context: unknown; params: unknown[] }) => {
    const method = methodOf(context, property);
    if (method === undefined)
      throw new TemplateFailed(
        `The mapping template ${template} calls ${property}() on a value that has no such method.`,
      );
    return method(...params);
  },
});

function methodOf(self: unknown, name: string): ((...args: unknown[]) => unknown) | undefined {
  if (self instanceof Variable) return self.methodNamed(name);
  if (typeof self === 'string') return bind(stringMethods, self, name);
  if (Array.isArray(self)) return bind(listMethods, self, name);
  if (typeof self === 'object' && self !== null) return bind(mapMethods, self as Record<string, unknown>, name);
  return name === 'toString' ? () => String(self) : undefined;
}

function bind<T>(methods: Readonly<Record<string, (self: T, ...args: unknown[]) => unknown>>, self: T, name: string) {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method && ((...args: unknown[]) => method(self, ...args));
}
