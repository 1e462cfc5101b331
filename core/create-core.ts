import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { createZipBackup } from './adapters/backup/index.ts';
import { createDiskFileStore, makeOrdinaryFolder } from './adapters/disk/index.ts';
import { SproutError } from './contract/index.ts';
import { createHttp } from './http/app.ts';
import type { GatewayListener } from './ports/gateway-listener.ts';
import { openWorkspace, type ModelPlaces, type OpenWorkspace, type WorkspaceOptions } from './open-workspace.ts';

export interface CoreOptions extends Omit<WorkspaceOptions, 'directory' | 'id' | 'models' | 'programListener' | 'gatewayListener' | 'secrets'> {
  /** SPROUT_HOME, absolute. */
  readonly home: string;
  /** Folders with models besides Sprout's own, and mirrors of the hubs. */
  readonly models?: Omit<ModelPlaces, 'directory'>;
  /** Opens a loopback port that answers with `handle`, for a shell that has none: other programs use it when the owner allows. @throws SproutError port-taken. */
  readonly servePrograms?: (port: number, handle: (request: Request) => Promise<Response>) => Promise<{ close(): Promise<void> }>;
  /** Opens the port of the live gateway. @throws SproutError port-taken. */
  readonly serveGateway?: GatewayListener['open'];
  /** Workspace id; letters, digits, dash and underscore. */
  readonly workspace?: string;
}

export interface Core {
  /** The API, for every shell. */
  fetch(request: Request): Promise<Response>;
  /** The features behind it, for the command line in the same process. */
  readonly features: OpenWorkspace['features'];
  backup(out: string): Promise<{ documents: number; size: number }>;
  /** Replaces the workspace by a backup: unpacked and checked beside it first, then swapped. @throws SproutError backup-damaged; nothing changed then. */
  restore(archive: string): Promise<{ documents: number }>;
  close(): Promise<void>;
}

/** Wires the product. @throws SproutError file-unwritable where the home can keep no files; workspace-busy, workspace-newer, database-damaged, native-missing. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const id = options.workspace ?? 'default';
  if (!/^[\w-]{1,64}$/.test(id)) throw new SproutError('input-invalid', { reason: `workspace "${id}": use letters, digits, - and _` });
  const directory = join(resolve(options.home), 'workspaces', id);
  const { servePrograms, serveGateway } = options;
  const programListener = servePrograms && { open: (port: number) => servePrograms(port, (request) => core.fetch(request)) };
  const open = (): Promise<OpenWorkspace> => openWorkspace({
    ...options, programListener, gatewayListener: serveGateway && { open: serveGateway }, secrets: join(resolve(options.home), 'secrets'), directory, id,
    models: { folders: [], ...options.models, directory: join(resolve(options.home), 'models') },
  });
  await makeOrdinaryFolder(resolve(options.home));
  let workspace = await open();

  const core: Core = {
    get features() {
      return workspace.features;
    },
    fetch: (request) => http().fetch(request),
    async backup(out) {
      const scratch = await mkdtemp(join(directory, 'backup-'));
      try {
        return await workspace.features.workspace.backup(out, join(scratch, 'sprout.db'));
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
    async restore(archive) {
      const staging = `${directory}.restoring`;
      const before = `${directory}.before-restore`;
      await rm(staging, { recursive: true, force: true });
      await mkdir(join(staging, 'files'), { recursive: true });
      try {
        await createZipBackup().extract(resolve(archive), staging, createDiskFileStore(join(staging, 'files')).path);
      } catch (error) {
        await rm(staging, { recursive: true, force: true });
        throw error;
      }
      const keys = workspace.keys.list();
      await workspace.close();
      await rm(before, { recursive: true, force: true });
      await rename(directory, before);
      await rename(staging, directory);
      try {
        await reopen();
      } catch (error) {
        // The backup's database does not open here (written by a newer Sprout): back to what was.
        await rm(directory, { recursive: true, force: true });
        await rename(before, directory);
        await reopen();
        await startPorts();
        throw error;
      }
      // What was revoked here stays revoked, and a backup lets nobody in.
      workspace.keys.replaceAll(keys);
      await rm(before, { recursive: true, force: true });
      await startPorts();
      return { documents: workspace.features.documents.list().length };
    },
    close: () => workspace.close(),
  };

  let cached: ReturnType<typeof createHttp> | undefined;
  async function reopen(): Promise<void> {
    workspace = await open();
    cached = undefined;
  }
  /** What the owner left open. A command that runs once opens nothing to visitors. */
  async function startPorts(): Promise<void> {
    await workspace.features.programs.port.start();
    if (options.background) await workspace.features.gateway.start();
  }
  /** The handler of the open workspace; a restore opens another one. */
  function http(): ReturnType<typeof createHttp> {
    cached ??= createHttp({
      ...workspace.features,
      version: options.version,
      onBug: options.onBug,
      workspace: {
        status: () => workspace.features.workspace.status(),
        updateSettings: (change) => workspace.features.workspace.updateSettings(change),
        doctor: (locale) => workspace.features.workspace.doctor(locale),
        backup: () => backupStream(core, directory),
        restore: (backup) => restoreUpload(core, directory, backup),
        openOriginal: async (path) => ({ size: (await stat(path)).size, stream: webStream(path) }),
      },
    });
    return cached;
  }
  await startPorts();
  return core;
}

const webStream = (path: string): ReadableStream<Uint8Array> => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;

async function backupStream(core: Core, directory: string): Promise<{ name: string; size: number; stream: ReadableStream<Uint8Array> }> {
  const folder = await mkdtemp(join(directory, 'download-'));
  const path = join(folder, `sprout-${new Date().toISOString().slice(0, 10)}.sprout-backup.zip`);
  const { size } = await core.backup(path);
  const file = createReadStream(path);
  file.once('close', () => void rm(folder, { recursive: true, force: true }));
  return { name: basename(path), size, stream: Readable.toWeb(file) as ReadableStream<Uint8Array> };
}

async function restoreUpload(core: Core, directory: string, backup: Blob): Promise<{ documents: number }> {
  const folder = await mkdtemp(`${directory}.upload-`);
  try {
    const path = join(folder, 'backup.zip');
    await writeFile(path, backup.stream());
    return await core.restore(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
