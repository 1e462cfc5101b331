import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { hasCeph } from '../../../scripts/servers.mjs';
import { freePort, run, stop, untilReady } from './process.ts';

export interface S3Server {
  readonly endpoint: string;
  readonly key: string;
  readonly secret: string;
  readonly region: string;
  /** Name of a new, empty bucket. */
  bucket(): Promise<string>;
  close(): Promise<void>;
}

/** Why there is no S3 server here; undefined where there is. */
export const s3Missing = hasCeph() ? undefined : 'Ceph (radosgw, ceph-mon, ceph-osd) is not installed';

const key = 'SPROUTTESTKEY';
const secret = 'canary-s3-secret';
const region = 'us-east-1';

/**
 * Starts the S3 server of Ceph on loopback: a monitor, one storage daemon that keeps its objects in memory, and the gateway. Without a manager it
 * reports no health, which nothing here asks. Debian's gateway wants encrypted monitor connections, which need keys: without them `crc`.
 */
export async function startS3(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'sprout-s3-'));
  const [monitorPort, port] = [await freePort(), await freePort()];
  const fsid = randomUUID();
  const conf = join(folder, 'ceph.conf');
  writeFileSync(conf, configuration({ folder, monitorPort, port, fsid }));
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name));
  const started: ChildProcess[] = [];
  const start = (command: string, ...options: string[]): ChildProcess => {
    const child = spawn(command, ['-c', conf, ...options, '-f'], { stdio: 'ignore', cwd: folder });
    started.unshift(child);
    return child;
  };
  const close = async (): Promise<void> => {
    for (const child of started) await stop(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const map = join(folder, 'monmap');
    await run('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map]);
    await run('ceph-mon', ['-c', conf, '-i', 'a', '--mkfs', '--monmap', map, '--keyring', '/dev/null']);
    start('ceph-mon', '-i', 'a');
    const disk = randomUUID();
    await run('ceph', ['-c', conf, '--connect-timeout', '30', 'osd', 'new', disk]);
    await run('ceph-osd', ['-c', conf, '-i', '0', '--mkfs', '--osd-uuid', disk]);
    start('ceph-osd', '-i', '0');
    await run('radosgw-admin', ['-c', conf, '-n', 'client.rgw.a', 'user', 'create', '--uid=sprout', '--display-name=Sprout', `--access-key=${key}`, `--secret-key=${secret}`]);
    const gateway = start('radosgw', '-n', 'client.rgw.a');
    const endpoint = `http://127.0.0.1:${port}`;
    await untilReady(gateway, async () => (await fetch(endpoint)).ok);
    const client = new AwsClient({ accessKeyId: key, secretAccessKey: secret, region, service: 's3', retries: 0 });
    let made = 0;
    return {
      endpoint, key, secret, region, close,
      async bucket() {
        const name = `sprout-${made += 1}`;
        const { ok, status } = await client.fetch(`${endpoint}/${name}`, { method: 'PUT' });
        if (!ok) throw new Error(`No bucket was made: ${status}`);
        return name;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function configuration({ folder, monitorPort, port, fsid }: { folder: string; monitorPort: number; port: number; fsid: string }): string {
  return `[global]
fsid = ${fsid}
mon host = v2:127.0.0.1:${monitorPort}
public addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
log file = ${folder}/$name.log
admin socket = ${folder}/$name.asok
pid file =
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
[mon]
mon data = ${folder}/mon
mon cluster log file = ${folder}/cluster.log
mon data avail crit = 0
mon data avail warn = 0
paxos propose interval = 0.05
paxos min wait = 0.01
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 4G
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw data = ${folder}/rgw
rgw thread pool size = 64
rgw gc max objs = 1
rgw lc max objs = 1
rgw objexp hints num shards = 1
`;
}
