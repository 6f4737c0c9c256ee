/** A browser without scripts: keeps cookies, follows links and redirects, fills forms. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();
  readonly origin: string;
  /** Where the last page was. */
  url: string;
  /** Told of everything that came back, redirects included, just as the browser got it. */
  onReceived: ((received: Received) => void) | undefined;

  constructor(origin: string) {
    this.origin = origin;
    this.url = `${origin}/`;
  }

  async get(address: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#go('GET', address, undefined, headers);
  }

  /** Posts a form as a browser does from the page that it is on. */
  async post(address: string, fields: Fields, headers: Record<string, string> = {}): Promise<Page> {
    return this.#go('POST', address, new URLSearchParams(fields), { origin: this.origin, ...headers });
  }

  /** Fills in and sends the first form of a page whose action holds `part`. */
  async submit(page: Page, fields: Record<string, string>, part = ''): Promise<Page> {
    const form = [...page.text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/gu)].find(([, action]) =>
      (action ?? '').includes(part),
    );
    if (!form) throw new Error(`There is no form for ${part} at ${this.url}: ${page.text.slice(0, 2000)}`);
    const hidden = [...(form[2] ?? '').matchAll(/<input[^>]*type="hidden"[^>]*>/gu)].map(([input]) => [
      /name="([^"]*)"/u.exec(input)?.[1] ?? '',
      decode(/value="([^"]*)"/u.exec(input)?.[1] ?? ''),
    ]);
    return this.post(decode(form[1] ?? ''), { ...Object.fromEntries(hidden), ...fields });
  }

  /** The value of a cookie, however it is named with prefixes. */
  cookie(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key === name || key.endsWith(`-${name}`))?.[1].value;
  }

  async #go(
    method: string,
    address: string,
    body: URLSearchParams | undefined,
    headers: Record<string, string>,
  ): Promise<Page> {
    let target = new URL(address, this.url);
    let response = await this.#send(method, target, body, headers);
    for (let hops = 0; hops < 10 && response.status >= 300 && response.status < 400; hops += 1) {
      const location = response.headers.get('location');
      if (location === null) break;
      target = new URL(location, target);
      this.url = target.href;
      if (target.origin !== this.origin || target.pathname === '/admin/callback') break;
      response = await this.#send('GET', target, undefined, {});
    }
    this.url = target.href;
    return { status: response.status, headers: response.headers, url: target.href, text: await response.text() };
  }

  async #send(method: string, target: URL, body: URLSearchParams | undefined, headers: Record<string, string>) {
    const cookies = [...this.#cookies].filter(([, { path }]) => target.pathname.startsWith(path));
    const response = await fetch(target, {
      method,
      redirect: 'manual',
      headers: { ...headers, cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { body }),
    });
    if (this.onReceived) {
      const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
      this.onReceived({ method, url: target.href, headers, body: await response.clone().text() });
    }
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const path = attributes.find((one) => /^path=/iu.test(one))?.slice(5) ?? '/';
      const isOver =
        value === '' || attributes.some((one) => /^max-age=0$/iu.test(one) || /^expires=thu, 01 jan 1970/iu.test(one));
      if (isOver) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path });
    }
    return response;
  }
}

/** Fields of a form; as pairs where a name comes more than once. */
export type Fields = Record<string, string> | [string, string][];

export interface Received {
  method: string;
  url: string;
  headers: string;
  body: string;
}

export interface Page {
  status: number;
  headers: Headers;
  url: string;
  text: string;
}

export const decode = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
