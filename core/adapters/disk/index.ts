export { atomicWrite } from './atomic-write.ts';
export { createDiskFileStore } from './disk-file-store.ts';
export { createFolderWatcher } from './folder-watcher.ts';
export { freeBytes } from './free-bytes.ts';
export { createLocalFiles } from './local-files.ts';
export { createRunFolders } from './run-folders.ts';
export { createSiteFolders, prepareSiteFolder, writeSiteFolder } from './site-folders.ts';
export { lockWorkspace } from './lock-workspace.ts';
export { createEncryptedSecrets } from './encrypted-secrets.ts';
