/**
 * A process to be killed: imports small documents as the product does, one after another, and says "saved <n>" once each is
 * acknowledged by the file store, the index and SQLite. Usage: write-loop.ts FOLDER FIRST
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { createDiskFileStore, lockWorkspace } from '../../../core/adapters/disk/index.ts';
import { openLanceIndex } from '../../../core/adapters/lance/index.ts';
import { openSqliteStore } from '../../../core/adapters/sqlite/index.ts';
import { chunksOfNumber, contentOfNumber, documentOfNumber } from './numbered-document.ts';

const [folder = '', first = '0'] = argv.slice(2);
lockWorkspace(folder);
const store = openSqliteStore(join(folder, 'sprout.db'));
const files = createDiskFileStore(join(folder, 'files'));
const index = await openLanceIndex(join(folder, 'lance'));
writeSync(1, 'open\n');
for (let number = Number(first); ; number++) {
  const { hash, size } = await files.putBytes(contentOfNumber(number));
  const document = documentOfNumber(number, hash, size);
  store.documents.save({ ...document, status: 'indexing' });
  await index.write(chunksOfNumber(number), [document.id]);
  store.documents.save(document);
  // Written at once, not through a buffer that the kill would take with it.
  writeSync(1, `saved ${number}\n`);
  if (number % 5 === 4) await index.optimize();
}
