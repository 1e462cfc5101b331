import { resolve } from 'node:path';
import { localeFrom, SproutError, type Locale } from '../contract/index.ts';
import { defaultHome, modelPlaces } from '../shell/index.ts';

export interface Arguments {
  readonly command: string | undefined;
  /** Positional arguments after the command. */
  readonly rest: readonly string[];
  /** `--name value` and `--name` (then ''). */
  readonly flags: ReadonlyMap<string, string>;
  readonly json: boolean;
  readonly home: string;
  readonly workspace: string;
  readonly locale: Locale;
  readonly models: ReturnType<typeof modelPlaces>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags that take no value; all others take the next argument. */
const switches = new Set(['json', 'help', 'replace', 'no-open', 'quiet', 'from-documents']);

/** Reads a command line. @throws SproutError usage when a flag lacks its value. */
export function readArguments(argv: readonly string[], environment: Environment): Arguments {
  const flags = new Map<string, string>();
  const words: string[] = [];
  const waiting = [...argv];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '--') {
      words.push(...waiting.splice(0));
    } else if (word.startsWith('--')) {
      const [name = '', inline] = word.slice(2).split(/=(.*)/s, 2);
      const value = inline ?? (switches.has(name) ? '' : waiting.shift());
      if (value === undefined) throw new SproutError('usage', { reason: `--${name} needs a value` });
      flags.set(name, value);
    } else words.push(word);
  }
  const [command, ...rest] = words;
  return {
    command, rest, flags,
    json: flags.has('json'),
    home: resolve(flags.get('home') ?? environment.SPROUT_HOME ?? defaultHome(process.platform, environment)),
    workspace: flags.get('workspace') ?? 'default',
    locale: localeFrom(flags.get('lang') ?? environment.LC_ALL ?? environment.LC_MESSAGES ?? environment.LANG),
    models: modelPlaces(environment),
  };
}

/** A flag's whole number. @throws SproutError usage */
export function numberFlag(given: Arguments, name: string, fallback: number): number {
  const text = given.flags.get(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new SproutError('usage', { reason: `--${name} takes a whole number, not "${text}"` });
  return value;
}
