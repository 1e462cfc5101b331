import { join, resolve } from 'node:path';
import { createImportLog, createPrivateFiles, createSiteFolders, lockWorkspace, makeOrdinaryFolder } from './adapters/disk/index.ts';
import { createSiteIndexes } from './adapters/lance/index.ts';
import { createMemoryRateLimiter } from './adapters/limits/index.ts';
import { openPostgresStores } from './adapters/postgres/index.ts';
import { createS3PrivateFiles, createS3SiteFolders, openObjects, type S3Place } from './adapters/s3/index.ts';
import { openSqliteStore } from './adapters/sqlite/index.ts';
import { SproutError, type GatewayEnvironment } from './contract/index.ts';
import type { CloudStores } from './features/cloud/index.ts';
import type { ImportLog } from './ports/import-log.ts';
import type { RateLimiter } from './ports/rate-limiter.ts';
import { analysisVersion } from './shared/text/analyse.ts';

export interface OpenCloudStores extends CloudStores {
  readonly limiter: RateLimiter;
  /** Other gateways share the inbox. */
  readonly shared: boolean;
  /** @throws SproutError database-unreachable, storage-unreachable. */
  check(): Promise<void>;
  close(): Promise<void>;
}

type Records = Pick<OpenCloudStores, 'sites' | 'inbox' | 'limiter' | 'check' | 'close'> & { readonly imports: ImportLog | undefined };

/** The stores that the environment names. @throws SproutError gateway-environment, file-unwritable, database-unreachable, database-newer, workspace-busy. */
export async function openCloudStores(environment: GatewayEnvironment, onBug: (error: unknown) => void): Promise<OpenCloudStores> {
  const { SPROUT_DATABASE_URL: database, SPROUT_DATA: data } = environment;
  const storage = s3Place(environment);
  if (data === undefined && (database === undefined || !storage)) throw new SproutError('gateway-environment', { name: 'SPROUT_DATA', reason: 'it is needed where SPROUT_DATABASE_URL or SPROUT_STORAGE is not set' });
  const folder = data === undefined ? undefined : resolve(data);
  if (folder !== undefined) await makeOrdinaryFolder(folder);
  const lock = folder === undefined ? undefined : lockWorkspace(folder);
  try {
    const records = database === undefined ? openLocalRecords(folder ?? '') : await openSharedRecords(database, onBug);
    const place = storage ? onStorage(storage) : inFolder(folder ?? '');
    return {
      ...records, ...place, shared: database !== undefined,
      // What is on this disk is known by this disk.
      imports: storage && records.imports ? records.imports : createImportLog(createPrivateFiles(folder ?? '')),
      async check() {
        await records.check();
        await place.check();
      },
      async close() {
        await records.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function openSharedRecords(address: string, onBug: (error: unknown) => void): Promise<Records> {
  const { sites, inbox, limiter, imports, check, close } = await openPostgresStores(address, onBug);
  return { sites, inbox, limiter, imports, check, close };
}

function openLocalRecords(folder: string): Records {
  const { sites, inbox, close } = openSqliteStore(join(folder, 'sprout.db'));
  return { sites, inbox, limiter: createMemoryRateLimiter(), imports: undefined, check: async () => undefined, close: async () => { close(); } };
}

type Place = Pick<OpenCloudStores, 'folders' | 'files' | 'indexes' | 'check'>;

function onStorage(place: S3Place): Place {
  const objects = openObjects(place);
  const { endpoint, region, bucket, prefix, key, secret } = place;
  const options = { aws_endpoint: endpoint, aws_region: region, aws_access_key_id: key, aws_secret_access_key: secret, ...(endpoint.startsWith('http:') ? { allow_http: 'true' } : {}) };
  return {
    folders: createS3SiteFolders(objects), files: createS3PrivateFiles(objects),
    indexes: createSiteIndexes({ address: ['s3:/', bucket, ...(prefix === '' ? [] : [prefix]), 'lance'].join('/'), options }, analysisVersion),
    async check() { await objects.get('private/none'); },
  };
}

function inFolder(folder: string): Place {
  return { folders: createSiteFolders(join(folder, 'sites'), undefined), files: createPrivateFiles(join(folder, 'private')), indexes: createSiteIndexes(join(folder, 'lance'), analysisVersion), check: async () => undefined };
}

/** @throws SproutError gateway-environment. */
function s3Place({ SPROUT_STORAGE: storage, SPROUT_S3_ENDPOINT: endpoint, SPROUT_S3_REGION: region, SPROUT_S3_KEY: key, SPROUT_S3_SECRET: secret }: GatewayEnvironment): S3Place | undefined {
  if (storage === undefined) return undefined;
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(storage) ?? [];
  if (bucket === undefined) throw new SproutError('gateway-environment', { name: 'SPROUT_STORAGE', reason: 'it is not of the form s3://bucket/prefix' });
  for (const [name, value] of Object.entries({ SPROUT_S3_ENDPOINT: endpoint, SPROUT_S3_KEY: key, SPROUT_S3_SECRET: secret })) {
    if (value === undefined) throw new SproutError('gateway-environment', { name, reason: 'SPROUT_STORAGE needs it' });
  }
  if (endpoint === undefined || !/^https?:\/\/[^/?#]+\/?$/.test(endpoint)) throw new SproutError('gateway-environment', { name: 'SPROUT_S3_ENDPOINT', reason: 'it is not an address of the form https://host' });
  return { endpoint: endpoint.replace(/\/$/, ''), region, bucket, prefix: prefix.replaceAll(/^\/+|\/+$/g, ''), key: key ?? '', secret: secret ?? '' };
}
