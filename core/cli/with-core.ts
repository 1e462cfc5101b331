import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SproutError } from '../contract/index.ts';
import { createCore, type Core } from '../create-core.ts';
import { serveGateway } from '../shell/gateway/index.ts';
import { serveDoor } from '../shell/door/index.ts';
import type { Arguments } from './arguments.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const productFolders = { templates: join(root, 'templates'), app: join(root, 'dist/app'), widget: join(root, 'dist/widget'), gateway: join(root, 'dist/gateway') };
export const productVersion = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

export function openCore(given: Arguments, options: { background: boolean }): Promise<Core> {
  return createCore({
    home: given.home, workspace: given.workspace, version: productVersion, templates: productFolders.templates, widget: productFolders.widget, gatewayFolder: productFolders.gateway, locale: given.locale, models: given.models, background: options.background, serveGateway, onBug,
  });
}

/** A core for one command; why not, where Sprout is open on the workspace. */
export function openUnlessBusy(given: Arguments): Promise<Core | SproutError> {
  return openCore(given, { background: false }).catch((error: unknown) => {
    if (error instanceof SproutError && error.code === 'workspace-busy') return error;
    throw error;
  });
}

/** Opens the core for one command, and closes it, whatever happens; Ctrl-C closes it too. @param whenOpen in its place where Sprout is open on the workspace: most that come here need it to themselves. @throws SproutError command-alone. */
export async function withCore(given: Arguments, work: (core: Core) => Promise<number>, whenOpen: (busy: SproutError) => Promise<number> = (busy) => needsAlone(given, busy)): Promise<number> {
  const core = await openUnlessBusy(given);
  if (core instanceof SproutError) return whenOpen(core);
  const stop = (): void => void core.close().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

async function needsAlone({ command = '' }: Arguments, busy: SproutError): Promise<never> {
  throw new SproutError('command-alone', { ...busy.fields, command }, { cause: busy });
}

/** A core that goes on in the background, and lets other commands use it. */
export async function openLasting(given: Arguments): Promise<Core> {
  const core = await openCore(given, { background: true });
  const door = await serveDoor({ home: given.home, workspace: given.workspace, version: productVersion, fetch: (request) => core.fetch(request), onBug });
  return { ...core, get features() { return core.features; }, close: async () => { await door.close(); await core.close(); } };
}

const onBug = (error: unknown): void => { process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`); };

/** The result: one JSON document with --json, else lines for people. */
export function print(given: Arguments, result: unknown, lines: () => string): void {
  process.stdout.write(given.json ? `${JSON.stringify(result)}\n` : `${lines().trimEnd()}\n`);
}

export function progress(given: Arguments, line: string): void {
  if (!given.flags.has('quiet')) process.stderr.write(`${line}\n`);
}
