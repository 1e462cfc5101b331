import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

/** A port of 127.0.0.1 that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
  return port;
}

/** Runs a program to its end. @throws Error with what it said. */
export async function run(command: string, options: readonly string[], more: { readonly uid?: number; readonly gid?: number; readonly cwd?: string } = {}): Promise<string> {
  const child = spawn(command, options, { stdio: ['ignore', 'pipe', 'pipe'], ...more });
  let out = '';
  let said = '';
  child.stdout.on('data', (part) => { out += String(part); });
  child.stderr.on('data', (part) => { said += String(part); });
  const code = await new Promise<number | null>((resolve, reject) => { child.once('error', reject); child.once('close', resolve); });
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said.slice(-2000)}${out.slice(-500)}`);
  return out;
}

/** Asks until it is there. @throws Error when the server has ended, or after a minute. */
export async function untilReady(server: ChildProcess, asked: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!await asked().catch(() => false)) {
    if (server.exitCode !== null || Date.now() > end) throw new Error(`${server.spawnfile} did not come up.`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  child.kill(signal);
  await ended;
}
