import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { postgresPrograms } from '../../../scripts/servers.mjs';
import { freePort, run, stop, untilReady } from './process.ts';

export interface PostgresServer {
  /** Address of a new, empty database. */
  database(): Promise<string>;
  /** Of its first process. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** Why there is no PostgreSQL here; undefined where there is. */
export const postgresMissing = postgresPrograms() === undefined ? 'PostgreSQL is not installed' : undefined;

const password = 'canary-postgres-password';

/** Starts a PostgreSQL of its own on loopback, with fsync, in a folder that goes with it. It refuses to run as root, so then it runs as the user of Debian's package. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error(postgresMissing);
  const folder = mkdtempSync(join(tmpdir(), 'sprout-postgres-'));
  const user = getuid?.() === 0 ? userOf('postgres') : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder };
  const secret = join(folder, 'password');
  writeFileSync(secret, password);
  const data = join(folder, 'data');
  await run(join(programs, 'initdb'), ['-D', data, '-U', 'sprout', '--auth=scram-sha-256', `--pwfile=${secret}`, '--no-locale', '--encoding=UTF8'], as);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=32MB', 'max_connections=60', 'fsync=on'];
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], { stdio: 'ignore', ...as });
  const close = async (): Promise<void> => {
    await stop(server, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(server, () => run(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q'], as).then(() => true));
  } catch (error) {
    await close();
    throw error;
  }
  let made = 0;
  const addressOf = (name: string): string => `postgres://sprout:${password}@127.0.0.1:${port}/${name}`;
  return {
    close, pid: server.pid,
    async database() {
      const name = `sprout_${made += 1}`;
      await run(join(programs, 'createdb'), ['--maintenance-db', addressOf('postgres'), name], as);
      return addressOf(name);
    },
  };
}

function userOf(name: string): { uid: number; gid: number } {
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`There is no user ${name} to run PostgreSQL as.`);
  return { uid: Number(uid), gid: Number(gid) };
}
