/** A form that could not be sent yet: where it goes, and its fields as pairs. */
export interface KeptForm {
  url: string;
  fields: [name: string, value: string][];
}

/** Answers that wait on this device for the network, one for each question; gone as soon as they are sent. */
export interface DeviceStore {
  keep(form: KeptForm): void;
  drop(url: string): void;
  find(url: string): KeptForm | undefined;
  all(): KeptForm[];
}

const PREFIX = 'resit-answer:';

/** Keeps forms in the browser's own storage; where a browser offers none, for as long as the page is open. */
export function keptOnDevice(storage: () => Storage): DeviceStore {
  const inPage = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(storage());
    } catch {
      // Full, or forbidden by the browser's settings.
      return undefined;
    }
  };
  const read = (url: string): string | undefined =>
    inPage.get(url) ?? attempt((there) => there.getItem(PREFIX + url)) ?? undefined;
  return {
    keep(form) {
      const text = JSON.stringify(form);
      inPage.set(form.url, text);
      attempt((there) => there.setItem(PREFIX + form.url, text));
    },
    drop(url) {
      inPage.delete(url);
      attempt((there) => there.removeItem(PREFIX + url));
    },
    find: (url) => parse(read(url)),
    all() {
      const stored = attempt((there) =>
        Array.from({ length: there.length }, (_, index) => there.key(index) ?? '')
          .filter((key) => key.startsWith(PREFIX))
          .map((key) => key.slice(PREFIX.length)),
      );
      return [...new Set([...inPage.keys(), ...(stored ?? [])])].flatMap((url) => parse(read(url)) ?? []);
    },
  };
}

function parse(text: string | undefined): KeptForm | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<KeptForm> | null;
    return value && typeof value.url === 'string' && Array.isArray(value.fields) ? (value as KeptForm) : undefined;
  } catch {
    return undefined;
  }
}
