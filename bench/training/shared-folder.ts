import { join } from 'node:path';
import { env } from 'node:process';

/** Where the data and tiny models for tests are. */
export const sharedFolder = env['SPROUT_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', 'shared');
