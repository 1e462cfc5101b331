/** PostgreSQL and an S3 server (Ceph's) of the tests, from Debian's packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const versions = '/usr/lib/postgresql';

/** Folder of PostgreSQL's programs on this machine, or undefined. */
export function postgresPrograms() {
  const folders = existsSync(versions) ? readdirSync(versions).sort((left, right) => Number(right) - Number(left)).map((version) => join(versions, version, 'bin')) : [];
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

const cephPrograms = ['ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];

/** Whether all of Ceph that an S3 server needs is on this machine. */
export const hasCeph = () => cephPrograms.every((name) => existsSync(join('/usr/bin', name)));

const servers = [
  { name: 'PostgreSQL', packages: ['postgresql'], present: () => postgresPrograms() !== undefined },
  { name: 'the S3 server (Ceph)', packages: ['radosgw', 'ceph-mon', 'ceph-osd'], present: hasCeph },
];

/** Installs what is missing where this may be done (root on Debian); else names it. */
export function ensureServers() {
  const missing = servers.filter(({ present }) => !present());
  if (missing.length === 0) return;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error(`Sprout: installing ${missing.map(({ name }) => name).join(' and ')} for the tests (once) …`);
    const options = { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], options);
    for (const { packages } of missing) spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  }
  for (const { name, packages, present } of servers) if (!present()) console.error(`Sprout: no ${name} found, so the tests that need it are skipped. On Debian: apt-get install ${packages.join(' ')}`);
}
