/** Sends a training into a folder on a disk without room, then with: `send-on-full-disk.ts HOME SMALL`. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SproutError } from '../../../core/contract/index.ts';
import { realCore } from '../../support/real-core.ts';

const [home = '', small = ''] = process.argv.slice(2);
const core = await realCore(home);
const { tuning: { datasets, runs } } = core.features;
const set = await datasets.create({ recipe: 'best-colleague', locale: 'en' });
datasets.add(set.id, Array.from({ length: 30 }, (_, at) => ({ question: `Where is cup number ${at * 37}?`, answer: `On shelf ${at}, in room ${at * 3}.`, before: [], origin: { kind: 'paste' as const } })));
await datasets.settle(set.id, 'kept');
const send = async (): Promise<string> => {
  try {
    return (await runs.sending.send({ dataset: set.id, base: 'base', name: 'ours', form: 'ray', accepted: true, questions: 0 }, join(small, 'out'))).run.state;
  } catch (error) {
    return error instanceof SproutError ? error.code : String(error);
  }
};
const filler = join(small, 'filler');
for (let size = 2 ** 23; size >= 4096; size /= 2) try { writeFileSync(filler, Buffer.alloc(size), { flag: 'a' }); } catch { /* Full enough at this size. */ }
const kept = join(home, 'workspaces/default/runs');
const full = await send();
const left = { runs: runs.list().length, files: readdirSync(small), folders: existsSync(kept) ? readdirSync(kept) : [] };
rmSync(filler);
const after = await send();
console.log(JSON.stringify({ full, left, after }));
await core.close();
