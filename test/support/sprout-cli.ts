import { spawn } from 'node:child_process';
import { join } from 'node:path';

const main = join(process.cwd(), 'core/cli/main.ts');

export interface CliResult { readonly code: number; readonly stdout: string; readonly stderr: string; json<T>(): T }

/** Runs the command line as a program, as people and scripts do. */
export function sprout(args: readonly string[], environment: Record<string, string> = {}): Promise<CliResult> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => { stdout += part; });
  child.stderr.setEncoding('utf8').on('data', (part: string) => { stderr += part; });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }));
  });
}
