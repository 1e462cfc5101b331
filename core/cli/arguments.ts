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

/** Flags that take no value. */
const switches = new Set(['json', 'help', 'replace', 'no-open', 'quiet', 'no-card', 'from-documents', 'accept-findings', 'inbox', 'back', 'accept']);
/** Flags that take the next argument. */
const valued = new Set(['home', 'workspace', 'lang', 'limit', 'model', 'questions', 'port', 'host', 'password', 'sha256',
  'recipe', 'base', 'data', 'out', 'about', 'speaker', 'when', 'epochs', 'rank', 'alpha', 'dropout', 'learning-rate', 'sequence-tokens', 'accumulation', 'seed', 'threads', 'format', 'site', 'documents', 'target', 'address', 'name', 'price', 'context', 'key-from', 'form', 'repository']);

/** The language that a command line asks for, even one that cannot be read. An empty variable counts as unset. */
export function localeOf(argv: readonly string[], environment: Environment): Locale {
  const asked = argv.find((word) => word.startsWith('--lang='))?.slice('--lang='.length) ?? (argv.includes('--lang') ? argv[argv.indexOf('--lang') + 1] : undefined);
  return localeFrom(asked || environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
}

/** Reads a command line. @throws SproutError flag-unknown, flag-empty. */
export function readArguments(argv: readonly string[], environment: Environment): Arguments {
  const flags = new Map<string, string>();
  const words: string[] = [];
  const waiting = [...argv];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '-h') flags.set('help', '');
    else if (word === '--') {
      words.push(...waiting.splice(0));
    } else if (word.startsWith('--')) {
      const [name = '', inline] = word.slice(2).split(/=(.*)/s, 2);
      const value = inline ?? (switches.has(name) ? '' : waiting.shift());
      if (!switches.has(name) && !valued.has(name)) throw new SproutError('flag-unknown', { flag: `--${name}` });
      if (value === undefined || (value === '' && valued.has(name))) throw new SproutError('flag-empty', { flag: `--${name}` });
      flags.set(name, value);
    } else words.push(word);
  }
  const [command, ...rest] = words;
  return {
    command, rest, flags,
    json: flags.has('json'),
    home: resolve(flags.get('home') ?? environment.SPROUT_HOME ?? defaultHome(process.platform, environment)),
    workspace: flags.get('workspace') ?? 'default',
    locale: localeOf(argv, environment),
    models: modelPlaces(environment),
  };
}

/** A flag's whole number. @throws SproutError flag-number. */
export function numberFlag(given: Arguments, name: string, fallback: number): number {
  const text = given.flags.get(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new SproutError('flag-number', { flag: `--${name}`, text });
  return value;
}

const lastPort = 65_535;

/** A port of `--port`. @throws SproutError flag-number. */
export function portFlag(given: Arguments, fallback: number): number {
  const port = numberFlag(given, 'port', fallback);
  if (port > lastPort) throw new SproutError('flag-number', { flag: '--port', text: String(port) });
  return port;
}
