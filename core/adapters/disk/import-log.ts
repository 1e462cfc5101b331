import { z } from 'zod';
import type { ImportLog } from '../../ports/import-log.ts';
import type { PrivateFiles } from '../../ports/private-files.ts';
import { inTurn } from '../../shared/in-turn.ts';

const name = 'taken.json';
const takenSchema = z.array(z.string());

/** In one file beside what was taken. Only one process has the folder, as its lock says. */
export function createImportLog(files: PrivateFiles): ImportLog {
  const exclusively = inTurn();
  async function taken(): Promise<string[]> {
    const bytes = await files.read(name);
    return bytes ? takenSchema.parse(JSON.parse(new TextDecoder().decode(bytes))) : [];
  }
  return {
    taken, exclusively,
    async record(digest) {
      const others = (await taken()).filter((one) => one !== digest);
      await files.write(name, new TextEncoder().encode(JSON.stringify([digest, ...others])));
    },
  };
}
