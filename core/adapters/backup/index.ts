export { createZipBackup } from './zip-backup.ts';
