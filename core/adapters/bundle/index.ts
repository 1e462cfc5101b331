export { openBundle } from './open-bundle.ts';
export type { OpenBundleOptions } from './open-bundle.ts';
export { createExportFolders } from './export-folders.ts';
