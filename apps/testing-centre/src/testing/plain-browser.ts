import type { Hono } from 'hono';

/** What a browser without scripts has in front of it. */
export interface Visited {
  status: number;
  /** Path and query after redirects. */
  url: string;
  html: string;
  headers: Headers;
  /** Without tags, entities resolved, white space run together. */
  text: string;
  title: string;
}

export interface PlainBrowser {
  cookies: Map<string, string>;
  /** Every byte of every answer, headers included. */
  seen: string[];
  setCookies: string[];
  get(url: string): Promise<Visited>;
  /** Sends the page's form with this action (a suffix of it), as a person who fills these fields and presses a button. */
  submit(
    page: Visited,
    action: string,
    fields?: Readonly<Record<string, string | string[]>>,
    go?: string,
  ): Promise<Visited>;
  post(url: string, body: URLSearchParams, headers?: Record<string, string>): Promise<Visited>;
}

const ORIGIN = 'http://localhost:8080';

/** A browser that knows links, forms, cookies and redirects, and nothing else. */
export function plainBrowser(app: Hono): PlainBrowser {
  const cookies = new Map<string, string>();
  const seen: string[] = [];
  const setCookies: string[] = [];

  const ask = async (url: string, init: RequestInit = {}): Promise<Visited> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await app.request(`${ORIGIN}${url}`, { ...init, headers });
    const html = await response.text();
    seen.push([...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n'), html);
    for (const cookie of response.headers.getSetCookie()) {
      setCookies.push(cookie);
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      if (/max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null && response.status >= 300 && response.status < 400) return ask(location);
    return {
      status: response.status,
      url,
      html,
      headers: response.headers,
      text: decode(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' '),
      title: decode(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''),
    };
  };

  const post: PlainBrowser['post'] = (url, body, headers = {}) =>
    ask(url, { method: 'POST', body, headers: { origin: ORIGIN, ...headers } });

  return {
    cookies,
    seen,
    setCookies,
    get: (url) => ask(url),
    post,
    submit(page, action, fields = {}, go) {
      const form = [...page.html.matchAll(/<form [^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find((match) =>
        decode(match[1] ?? '').endsWith(action),
      );
      if (!form) throw new Error(`The page ${page.url} has no form for ${action}`);
      const body = new URLSearchParams();
      for (const [name, value] of standing(form[2] ?? '')) if (!(name in fields)) body.append(name, value);
      for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
      if (go !== undefined) body.append('go', go);
      return post(decode(form[1] ?? ''), body);
    },
  };
}

/** What a form's fields hold as the page has them. */
function standing(form: string): [string, string][] {
  const fields: [string, string][] = [];
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const type = attribute(tag, 'type');
    if ((type === 'radio' || type === 'checkbox') && !/ checked/.test(tag)) continue;
    fields.push([attribute(tag, 'name'), attribute(tag, 'value')]);
  }
  for (const [tag, inner] of form.matchAll(/<textarea [^>]*>(.*?)<\/textarea>/gs))
    fields.push([attribute(tag, 'name'), decode(inner ?? '')]);
  for (const [tag, inner] of form.matchAll(/<select [^>]*>(.*?)<\/select>/gs)) {
    const chosen = /<option [^>]*selected[^>]*>/.exec(inner ?? '')?.[0];
    fields.push([attribute(tag, 'name'), chosen === undefined ? '' : attribute(chosen, 'value')]);
  }
  return fields;
}

const attribute = (tag: string, name: string): string => decode(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

function decode(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
