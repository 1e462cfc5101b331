/** A process of its own that fetches one file: tests kill it, or give it a small disk. Arguments: address, target, free bytes to believe in. */
import { argv } from 'node:process';
import { createModelHub } from '../../core/adapters/hub/index.ts';

const [, , address = '', target = '', free] = argv;
try {
  await createModelHub({
    connections: 3, parallelFromBytes: 1, pieceBytes: 100_000, spaceMarginBytes: 0, checkpointMs: 20,
    ...(free === undefined ? {} : { freeBytes: () => Promise.resolve(Number(free)) }),
  }).fetch({ addresses: [address] }, target, {});
  console.log('done');
} catch (error) {
  console.log((error as { code?: string }).code);
}
