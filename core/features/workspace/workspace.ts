import type { DoctorReport, Locale, Settings, Status } from '../../contract/index.ts';
import type { BackupArchive, BackupRunFile, BackupSiteFile } from '../../ports/backup-archive.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import type { FileStore } from '../../ports/file-store.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { examine } from './doctor.ts';

export interface WorkspaceDependencies {
  readonly id: string;
  readonly version: string;
  readonly store: WorkspaceStore;
  readonly files: FileStore;
  readonly index: ChunkIndex;
  readonly archive: BackupArchive;
  /** Files of trainings that cannot be made again. */
  readonly trainings: () => Promise<BackupRunFile[]>;
  /** What visitors of the sites see. */
  readonly websites: () => Promise<BackupSiteFile[]>;
  readonly importing: () => number;
  /** How answers are made now. */
  readonly model: () => string;
  readonly now?: () => Date;
}

/** The workspace as a whole: what it holds, its settings, its health as data, its copy. */
export interface Workspace {
  status(): Status;
  updateSettings(change: Partial<Settings>): Settings;
  doctor(locale: Locale): Promise<DoctorReport>;
  /** Writes a verified backup to `out`; `scratch` is a file name that may be used for the database's copy. */
  backup(out: string, scratch: string): Promise<{ documents: number; size: number }>;
}

export function createWorkspace(dependencies: WorkspaceDependencies): Workspace {
  const { id, version, store, files, archive, importing, model } = dependencies;
  return {
    status() {
      const documents = store.documents.list();
      return { version, workspace: id, documents: documents.length, ready: documents.filter(({ status }) => status === 'ready').length, importing: importing(), model: model(), index: 'ready', settings: store.settings.get() };
    },
    updateSettings: (change) => store.settings.update(change),
    doctor: (locale) => examine(dependencies, locale),
    async backup(out, scratch) {
      store.copyTo(scratch);
      const documents = store.documents.list().filter(({ hash }) => hash !== '');
      const originals = documents.map(({ hash, name }) => ({ hash, name, path: files.path(hash) }));
      const { size } = await archive.write(out, { database: scratch, originals, runs: await dependencies.trainings(), sites: await dependencies.websites(), version, createdAt: (dependencies.now?.() ?? new Date()).toISOString() });
      return { documents: documents.length, size };
    },
  };
}
