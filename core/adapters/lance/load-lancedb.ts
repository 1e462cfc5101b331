import { arch, platform } from 'node:process';
import { SproutError } from '../../contract/index.ts';

export interface Lance {
  readonly lancedb: typeof import('@lancedb/lancedb');
  readonly arrow: typeof import('apache-arrow');
}

/** Loads the native library on first use. @throws SproutError native-missing. */
export async function loadLance(): Promise<Lance> {
  try {
    const [lancedb, arrow] = await Promise.all([import('@lancedb/lancedb'), import('apache-arrow')]);
    return { lancedb, arrow };
  } catch (error) {
    throw new SproutError('native-missing', { name: `@lancedb/lancedb for ${platform}-${arch}` }, { cause: error });
  }
}
