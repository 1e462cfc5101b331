/** The reader process: opens untrusted files, one at a time, and is killed by the core when one misbehaves. */
import { Worker } from 'node:worker_threads';
import { SproutError } from '../../contract/index.ts';
import { forbidNetwork } from './forbid-network.ts';
import { readFileByContent } from './read-file.ts';
import type { ReaderMessage, ReadOrder } from './reader-messages.ts';

const batchCharacters = 64 * 1024;

forbidNetwork();
const watchdog = new Worker(new URL('./reader-watchdog.ts', import.meta.url), {
  workerData: { memoryLimitMb: Number(process.argv[2]), parent: process.ppid }, execArgv: [],
});
watchdog.unref();

process.on('disconnect', () => process.exit(0));
process.on('message', (order: ReadOrder) => void answer(order));

async function answer(order: ReadOrder): Promise<void> {
  try {
    const { blocks, ...extraction } = await readFileByContent({
      ...order, onProgress: (progress) => { process.send?.({ type: 'progress', ...progress } satisfies ReaderMessage); },
    });
    let from = 0;
    while (from < blocks.length) {
      let characters = 0;
      let to = from;
      while (to < blocks.length && characters < batchCharacters) { characters += (blocks[to]?.text.length ?? 0) * 2 + 100; to += 1; }
      await send({ type: 'blocks', blocks: blocks.slice(from, to) });
      from = to;
    }
    await send({ type: 'done', extraction });
  } catch (error) {
    if (error instanceof SproutError) await send({ type: 'failed', code: error.code, fields: error.fields });
    else await send({ type: 'crashed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** Waits until the core has taken the message: keeps the pipe, and the core's turn, short. */
function send(message: ReaderMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) { reject(new Error('The reader process has no core to answer.')); return; }
    process.send(message, undefined, undefined, (error: Error | null) => { if (error === null) resolve(); else reject(error); });
  });
}
