import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCore, type Core } from '../create-core.ts';
import { serveGateway } from '../shell/gateway/index.ts';
import type { Arguments } from './arguments.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const productFolders = { templates: join(root, 'templates'), app: join(root, 'dist/app'), widget: join(root, 'dist/widget'), gateway: join(root, 'dist/gateway') };
export const productVersion = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

export function openCore(given: Arguments, options: { background: boolean }): Promise<Core> {
  return createCore({
    home: given.home, workspace: given.workspace, version: productVersion, templates: productFolders.templates, widget: productFolders.widget, gatewayFolder: productFolders.gateway, locale: given.locale, models: given.models, background: options.background, serveGateway,
    onBug: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
}

/** Opens the core for one command and closes it whatever happens; Ctrl-C closes it too. */
export async function withCore(given: Arguments, work: (core: Core) => Promise<number>): Promise<number> {
  const core = await openCore(given, { background: false });
  const stop = (): void => void core.close().finally(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

/** The result: one JSON document with --json, else lines for people. */
export function print(given: Arguments, result: unknown, lines: () => string): void {
  process.stdout.write(given.json ? `${JSON.stringify(result)}\n` : `${lines().trimEnd()}\n`);
}

export function progress(given: Arguments, line: string): void {
  if (!given.flags.has('quiet')) process.stderr.write(`${line}\n`);
}
