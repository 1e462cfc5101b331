import { join } from 'node:path';
import { createCore, type Core, type CoreOptions } from '../../core/create-core.ts';

/** The whole core on a folder of its own, as one command sees it. A bug fails the test. */
export function realCore(home: string, more: Partial<CoreOptions> = {}): Promise<Core> {
  return createCore({
    home, version: 'test', templates: join(import.meta.dirname, '../../templates'), locale: 'en', background: false,
    onBug: (error) => { throw error; }, ...more,
  });
}
