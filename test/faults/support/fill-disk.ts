/**
 * Runs on a disk of a few megabytes that it may fill: tries every store when nothing fits any more, makes room, and tries
 * again. Prints one JSON object: the error codes met, and what is there afterwards. Usage: fill-disk.ts FOLDER
 */
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { SproutError } from '../../../core/contract/index.ts';
import { createDiskFileStore } from '../../../core/adapters/disk/index.ts';
import { openLanceIndex } from '../../../core/adapters/lance/index.ts';
import { openSqliteStore } from '../../../core/adapters/sqlite/index.ts';
import { chunksOfNumber, documentOfNumber } from './numbered-document.ts';

const folder = argv[2] ?? '';
const filler = join(folder, 'filler');
const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    return error instanceof SproutError ? error.code : String(error);
  }
};

function fill(): void {
  const file = openSync(filler, 'w');
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
  closeSync(file);
}

const store = openSqliteStore(join(folder, 'sprout.db'));
const index = await openLanceIndex(join(folder, 'lance'));
// As if another program filled the disk after the check that everything fits.
const files = createDiskFileStore(join(folder, 'files'), async () => Number.MAX_SAFE_INTEGER);
store.documents.save(documentOfNumber(0, 'hash', 1));
await index.write(chunksOfNumber(0), []);

fill();
const full = {
  files: await codeOf(() => files.putBytes(Buffer.alloc(1_000_000))),
  sqlite: await codeOf(() => { store.transaction(() => { for (let number = 1; number < 500; number++) store.documents.save(documentOfNumber(number, 'hash', 1)); }); }),
  index: await codeOf(() => index.write(chunksOfNumber(1), [])),
  optimize: await codeOf(() => index.optimize()),
  leftBehind: readdirSync(join(folder, 'files'), { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'tmp'),
};
rmSync(filler);
const after = {
  files: await codeOf(() => files.putBytes(Buffer.alloc(1000))),
  sqlite: await codeOf(() => { store.documents.save(documentOfNumber(1, 'hash', 1)); }),
  index: await codeOf(() => index.write(chunksOfNumber(2), ['d2'])),
  optimize: await codeOf(() => index.optimize()),
};
await index.close();
const again = await openLanceIndex(join(folder, 'lance'));
console.log(JSON.stringify({ full, after, documents: store.documents.list().map((document) => document.id).sort(), chunks: Object.fromEntries(await again.countByDocument()), problems: [...store.verify(), ...await again.verify()] }));
