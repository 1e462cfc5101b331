import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const main = join(process.cwd(), 'core/cli/main.ts');

export interface CliResult { readonly code: number; readonly stdout: string; readonly stderr: string; json<T>(): T }

const start = (args: readonly string[], environment: Record<string, string>) => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs the command line as a program, as people and scripts do. @param interruptAt presses Ctrl-C once when stderr says this. */
export function sprout(args: readonly string[], environment: Record<string, string> = {}, { interruptAt }: { interruptAt?: RegExp } = {}): Promise<CliResult> {
  const child = start(args, environment);
  let stdout = '';
  let stderr = '';
  let waiting = interruptAt;
  child.stdout.setEncoding('utf8').on('data', (part: string) => { stdout += part; });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
    if (waiting?.test(stderr) !== true) return;
    waiting = undefined;
    child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }));
  });
}

/** Sprout as the browser shows it, until the test ends; resolves when it is open. */
export async function openSprout(home: string, environment: Record<string, string> = {}): Promise<{ close(signal?: NodeJS.Signals): Promise<void> }> {
  const child = start(['serve', '--no-open', '--json', '--home', home], environment);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => { stderr += part; });
  const ended = new Promise<void>((done) => { child.once('close', () => { done(); }); });
  await new Promise<void>((open, failed) => {
    child.once('close', (code) => { failed(new Error(`sprout serve ended with ${code}: ${stderr}`)); });
    createInterface({ input: child.stdout }).once('line', () => { open(); });
  });
  const close = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => { child.kill(signal); await ended; };
  onTestFinished(() => close());
  return { close };
}
