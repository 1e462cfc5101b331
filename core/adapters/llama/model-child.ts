/** The model process: loads one model and runs it. A crash of native code ends this process and nothing else. */
import { SproutError } from '../../contract/index.ts';
import { openLibllama } from './libllama.ts';
import { usableGpus } from './gpus.ts';
import { LoadedModel } from './loaded-model.ts';
import type { ModelMessage, ModelOrder } from './model-messages.ts';

const levelError = 4;
/** llama.cpp says in its log why it refuses a file. */
const complaints: string[] = [];
let model: LoadedModel | undefined;
const running = new Map<number, () => void>();

const openNative = (): ReturnType<typeof openLibllama> => openLibllama((level, text) => {
  if (level !== levelError) return;
  complaints.push(text.trim());
  if (complaints.length > 8) complaints.shift();
});

/** Reading a long prompt takes minutes on a slow machine; between its steps a turn comes that a call which hangs never gives. */
const aliveEvery = 5000;
setInterval(() => { if (running.size > 0) send({ type: 'alive', n: 0 }); }, aliveEvery).unref();

process.on('disconnect', () => process.exit(0));
process.on('message', (order: ModelOrder) => {
  try {
    obey(order);
  } catch (error) {
    fail(order.n, error);
  }
});

function obey(order: ModelOrder): void {
  const { n } = order;
  switch (order.type) {
    case 'devices': send({ type: 'devices', n, gpus: usableGpus(openNative()).map(({ name, memoryMegabytes }) => ({ name, memoryMegabytes })) }); return;
    case 'load':
      model = new LoadedModel(openNative(), order.options, () => complaints.at(0)?.replace(/^[\w ]+: /, '') ?? 'llama.cpp refused it');
      send({ type: 'loaded', n, info: model.info });
      return;
    case 'cancel': running.get(n)?.(); running.delete(n); return;
    case 'count': send({ type: 'count', n, tokens: loaded().count(order.text) }); return;
    case 'encode': send({ type: 'encoded', n, examples: order.examples.map(({ messages }) => loaded().encode(messages)) }); return;
    case 'generate':
      running.set(n, loaded().generate(order.request, {
        queued: (place) => { send({ type: 'queued', n, place }); },
        text: (text) => { send({ type: 'text', n, text }); },
        end: (end) => { running.delete(n); send({ type: 'end', n, end }); },
        failed: (error) => { running.delete(n); fail(n, error); },
      }));
      return;
    case 'embed': pooled(n, order.kind === 'question', async (cancelled) => { send({ type: 'vectors', n, vectors: await loaded().embed(order.texts, order.kind, cancelled) }); }); return;
    case 'rank': pooled(n, true, async (cancelled) => { send({ type: 'scores', n, scores: await loaded().rank(order.question, order.passages, cancelled) }); });
  }
}

/** Orders for vectors and scores: one after the other, since they share one context. */
const waiting: { readonly urgent: boolean; readonly work: () => Promise<void> }[] = [];
let atWork = false;

/** @param urgent somebody waits for it, and it goes before the passages of a folder. */
function pooled(n: number, urgent: boolean, work: (cancelled: () => boolean) => Promise<void>): void {
  let cancelled = false;
  running.set(n, () => { cancelled = true; });
  const before = urgent ? waiting.findIndex((other) => !other.urgent) : -1;
  waiting.splice(before < 0 ? waiting.length : before, 0, {
    urgent,
    work: async () => {
      try {
        if (!cancelled) await work(() => cancelled);
      } catch (error) {
        if (!cancelled) fail(n, error);
      } finally {
        running.delete(n);
      }
    },
  });
  void workOff();
}

async function workOff(): Promise<void> {
  if (atWork) return;
  atWork = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) await next.work();
  atWork = false;
}

function loaded(): LoadedModel {
  if (!model) throw new Error('No model is loaded yet.');
  return model;
}

function fail(n: number, error: unknown): void {
  if (error instanceof SproutError) { send({ type: 'failed', n, code: error.code, fields: error.fields }); return; }
  // A bug, or llama.cpp in a state that nobody planned for: a fresh process is the only sure one.
  process.stderr.write(`${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
  process.exit(1);
}

function send(message: ModelMessage): void {
  process.send?.(message);
}
