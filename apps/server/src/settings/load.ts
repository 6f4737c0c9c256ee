import { closest } from './closest.ts';
import { contradictions, type Setting, type SettingKey, type Settings, settingsTable } from './table.ts';

export type Source = 'environment' | '.env' | 'default' | 'not set';

/** Where each setting's value came from. */
export type Sources = Readonly<Record<SettingKey, Source>>;

/** Settings that cannot be used; lists every wrong one by name with what to do. */
export class WrongSettings extends Error {
  readonly code = 'wrong-settings';
  readonly problems: readonly { name: string; message: string }[];
  constructor(problems: readonly { name: string; message: string }[]) {
    super(['Some settings cannot be used:', ...problems.map(({ name, message }) => `  ${name} ${message}`)].join('\n'));
    this.problems = problems;
  }
}

export interface Loaded {
  settings: Settings;
  sources: Sources;
  /** Names that look like ours and are not, each with the name that was probably meant. */
  warnings: string[];
}

type Texts = Readonly<Record<string, string | undefined>>;

/** Names that belong to the tools around the product. */
const toolNames = new Set(['RESIT_CHROMIUM']);

/**
 * Reads all settings: the environment wins over the `.env` file, an empty text counts as not set.
 * @throws WrongSettings
 */
export function loadSettings(environment: Texts, file: Texts): Loaded {
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  const problems: { name: string; message: string }[] = [];
  for (const [key, setting] of Object.entries<Setting>(settingsTable)) {
    const [text, source] = find(setting, environment, file, values);
    sources[key] = source;
    if (text === undefined) continue;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[key] = parsed.data;
    else if (source !== 'default' || problems.length === 0)
      problems.push({ name: setting.name, message: wording(setting, source, text, parsed.error.issues[0]?.message) });
  }
  const settings = values as unknown as Settings;
  if (problems.length === 0) problems.push(...contradictions(settings));
  if (problems.length > 0) throw new WrongSettings(problems);
  return {
    settings,
    sources: sources as Sources,
    warnings: [...unknownNames(environment, file), ...idle(settings, sources)],
  };
}

function find(
  setting: Setting,
  environment: Texts,
  file: Texts,
  above: Record<string, unknown>,
): [string | undefined, Source] {
  if (environment[setting.name]) return [environment[setting.name], 'environment'];
  if (file[setting.name]) return [file[setting.name], '.env'];
  const fallback = typeof setting.fallback === 'function' ? setting.fallback(above) : setting.fallback;
  return fallback === undefined ? [undefined, 'not set'] : [fallback, 'default'];
}

function wording(setting: Setting, source: Source, text: string, message = 'cannot be used'): string {
  const shown = setting.secret ? 'what is set' : `'${text.replace(/\/\/[^/]*@/u, '//********@')}'`;
  return `${message} (${shown} is not; set in ${source === '.env' ? 'the file .env' : `the ${source}`})`;
}

function unknownNames(...places: Texts[]): string[] {
  const known = Object.values<Setting>(settingsTable).map(({ name }) => name);
  const ours = places
    .flatMap((place) => Object.keys(place))
    .filter((name) => /^(?:RESIT|OTEL_EXPORTER_OTLP)_/u.test(name));
  return [...new Set(ours)]
    .filter((name) => !known.includes(name) && !toolNames.has(name))
    .map((name) => {
      // PORT is the one that has no prefix.
      const meant = known.find((one) => name === `RESIT_${one}`) ?? closest(name, known);
      return `There is no setting ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}

/** Settings that are set and have no effect, because the one that they belong to is not. */
function idle(settings: Settings, sources: Record<string, Source>): string[] {
  return Object.entries<Setting>(settingsTable)
    .filter(([key]) => sources[key] === 'environment' || sources[key] === '.env')
    .flatMap(([, { name, belongsTo }]) => {
      if (belongsTo === undefined || settings[belongsTo] !== undefined) return [];
      return [`${name} has no effect until ${settingsTable[belongsTo].name} is set`];
    });
}
