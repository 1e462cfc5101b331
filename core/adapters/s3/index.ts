export { openObjects } from './objects.ts';
export type { Objects, S3Place } from './objects.ts';
export { createS3PrivateFiles } from './private-files.ts';
export { createS3SiteFolders } from './site-folders.ts';
