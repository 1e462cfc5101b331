/** A thread that answers from a published index. It reads nothing by itself: files come from who started it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { VisitEngineModule } from '../../contract/index.ts';
import type { EngineOrder, EngineReport } from './messages.ts';

const report = (message: EngineReport): void => { parentPort?.postMessage(message); };
const waiting = new Map<number, (bytes: Uint8Array | null) => void>();
let asked = 0;

const { openEngine } = await import((workerData as { module: string }).module) as VisitEngineModule;
const engine = openEngine({
  async read(path) {
    const id = asked += 1;
    const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
    waiting.set(id, resolve);
    report({ type: 'read', id, path });
    const bytes = await promise;
    if (bytes === null) throw new Error(`No ${path} in the published index.`);
    return bytes;
  },
});

parentPort?.on('message', (order: EngineOrder) => {
  if (order.type === 'file') {
    waiting.get(order.id)?.(order.bytes);
    waiting.delete(order.id);
    return;
  }
  const { id, question, before, locale } = order;
  engine.then((opened) => opened.answer(question, before, locale)).then(
    (answer) => { report({ type: 'answered', id, answer }); },
    (error: unknown) => { report({ type: 'failed', id, reason: error instanceof Error ? error.message : String(error) }); },
  );
});
await engine;
report({ type: 'ready' });
