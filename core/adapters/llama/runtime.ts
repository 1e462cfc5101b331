import { availableParallelism, freemem } from 'node:os';
import { SproutError } from '../../contract/index.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../ports/language-model.ts';
import type { EncodedExample, LoadedModel, ModelFile, ModelRuntime } from '../../ports/model-runtime.ts';
import type { Reranker } from '../../ports/reranker.ts';
import { eventQueue } from './event-queue.ts';
import { measureSpeed } from './measure-speed.ts';
import type { LoadedInfo, LoadOptions, ModelMessage, ModelTask } from './model-messages.ts';
import { ModelProcess, type ProcessLimits } from './model-process.ts';

export interface LlamaRuntimeOptions extends Partial<ProcessLimits> {
  /** Threads of the processor; default all it has. */
  readonly threads?: number;
  /** Answers written at the same time; the others wait. */
  readonly slots?: number;
  /** Who comes when so many wait is told to come later. */
  readonly mostWaiting?: number;
  /** A model that nobody used for so long gives its memory back. */
  readonly idleMinutes?: number;
  /** Tokens guessed ahead at most; 0 is off. */
  readonly guess?: number;
}

/** Tokens of one conversation: a question with its passages and a long answer. */
const conversationTokens = 8192;
/** Examples in one message to the model process. */
const encodedTogether = 500;
/** Share of the free memory that conversations may take where that is more than was planned with for one (features/models/fit.ts). */
const conversationShare = 0.1;
/** And no more than this: it is all cleared when the model is loaded. */
const conversationBytes = 256 * 2 ** 20;

interface Opened { readonly process: ModelProcess; readonly info: LoadedInfo }

/** A model and the process it runs in; the process may die and come back. */
class Host {
  readonly file: ModelFile;
  readonly task: ModelTask;
  busy = 0;
  waiting = 0;
  usedAt = Date.now();
  megabytes = 0;
  process: ModelProcess | undefined;
  #loading: Promise<Opened> | undefined;
  readonly #start: (host: Host) => Promise<Opened>;

  constructor(file: ModelFile, task: ModelTask, start: (host: Host) => Promise<Opened>) {
    this.file = file;
    this.task = task;
    this.#start = start;
  }

  /** The process with the model in it; loaded now when it is not, or no longer. */
  async open(): Promise<Opened> {
    this.usedAt = Date.now();
    if (this.#loading && (this.process === undefined || this.process.alive)) return this.#loading;
    const loading = this.#start(this);
    this.#loading = loading;
    loading.catch(() => { if (this.#loading === loading) this.#loading = undefined; });
    return loading;
  }

  async close(): Promise<void> {
    this.#loading = undefined;
    const { process } = this;
    this.process = undefined;
    await process?.close();
  }
}

/** llama.cpp behind the ports of models: one process a model, started at its first use and ended when it has been idle. */
export function createLlamaRuntime(options: LlamaRuntimeOptions = {}): ModelRuntime {
  const { threads = availableParallelism(), slots = 8, mostWaiting = 64, idleMinutes = 15, guess = 15 } = options;
  const limits: ProcessLimits = { loadSeconds: options.loadSeconds ?? 30, silentSeconds: options.silentSeconds ?? 120 };
  const hosts = new Map<string, Host>();
  const idleCheck = setInterval(() => {
    for (const host of hosts.values()) if (host.busy === 0 && Date.now() - host.usedAt > idleMinutes * 60_000) void host.close();
  }, 60_000);
  idleCheck.unref();

  function hostOf(file: ModelFile, task: ModelTask): Host {
    const key = `${task}:${file.path}`;
    const known = hosts.get(key) ?? new Host(file, task, start);
    hosts.set(key, known);
    return known;
  }

  async function start(host: Host): Promise<Opened> {
    const { file, task } = host;
    const process = new ModelProcess(limits);
    host.process = process;
    const contextLength = Math.min(conversationTokens, file.contextLength);
    const room = file.bytesPerToken > 0 ? Math.floor(Math.min(freemem() * conversationShare, conversationBytes) / file.bytesPerToken) : 0;
    const cells = Math.max(contextLength, Math.min(2 * contextLength, room));
    const loadOptions: LoadOptions = { id: file.id, path: file.path, task, contextLength, cells, slots, threads, guess };
    const info = await process.load(loadOptions, file.bytes);
    host.megabytes = info.megabytes;
    return { process, info };
  }

  /** Asks once more when the process died: a crash that another request caused is not this one's failure. */
  async function asked<Answer>(host: Host, ask: (opened: Opened) => Promise<Answer>): Promise<Answer> {
    host.busy += 1;
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          return await ask(await host.open());
        } catch (error) {
          if (!(error instanceof SproutError) || error.code !== 'model-crashed') throw error;
          if (tries === 2) throw new SproutError('model-crashed', { id: host.file.id }, { cause: error });
        }
      }
    } finally {
      host.busy -= 1;
      host.usedAt = Date.now();
    }
  }

  async function countTokens(host: Host, text: string): Promise<number> {
    const answer = await asked(host, ({ process }) => process.ask('count', { text }));
    return answer.type === 'count' ? answer.tokens : 0;
  }

  async function* generate(host: Host, { signal, provenance: _provenance, elsewhere: _elsewhere, supported: _supported, ...request }: GenerateRequest): AsyncGenerator<GenerateEvent> {
    if (host.busy >= slots + mostWaiting) throw new SproutError('model-busy', { waiting: host.waiting });
    host.busy += 1;
    try {
      for (let tries = 1; ; tries += 1) {
        const { process } = await host.open();
        signal?.throwIfAborted();
        const events = eventQueue<ModelMessage | 'lost' | 'aborted'>();
        const end = process.converse('generate', { request }, { message: (message) => { events.push(message); }, lost: () => { events.push('lost'); } });
        const abort = (): void => { events.push('aborted'); };
        signal?.addEventListener('abort', abort, { once: true });
        let queued = false;
        const setQueued = (now: boolean): void => { if (now !== queued) host.waiting += now ? 1 : -1; queued = now; };
        let said = false;
        try {
          for (;;) {
            const event = await events.next();
            if (event === 'aborted') signal?.throwIfAborted();
            if (event === 'lost') {
              // Nothing was shown yet: the question is asked again. Else the reader would see two beginnings.
              if (!said && tries === 1) break;
              throw new SproutError('model-crashed', { id: host.file.id });
            }
            if (event === 'aborted') continue;
            setQueued(event.type === 'queued');
            if (event.type === 'queued') yield { type: 'queued', place: event.place };
            else if (event.type === 'text') { said = true; yield { type: 'text', text: event.text }; } else if (event.type === 'failed') throw new SproutError(event.code, event.fields);
            else if (event.type === 'end') {
              const { reason, promptTokens, cachedTokens, completionTokens, firstTokenMs, totalMs } = event.end;
              yield { type: 'end', reason, usage: { promptTokens, cachedTokens, completionTokens }, firstTokenMs, totalMs };
              return;
            }
          }
        } finally {
          setQueued(false);
          signal?.removeEventListener('abort', abort);
          end();
        }
      }
    } finally {
      host.busy -= 1;
      host.usedAt = Date.now();
    }
  }

  return {
    async chat(file): Promise<LanguageModel> {
      const host = hostOf(file, 'chat');
      const { info } = await asked(host, (opened) => Promise.resolve(opened));
      return {
        id: file.id, contextLength: info.contextLength,
        countTokens: (text) => countTokens(host, text),
        generate: (request) => generate(host, request),
      };
    },
    async embedder(file): Promise<Embedder> {
      const host = hostOf(file, 'embedding');
      const { info } = await asked(host, (opened) => Promise.resolve(opened));
      return {
        id: file.id, dimensions: info.dimensions,
        countTokens: (text) => countTokens(host, text),
        embed: (texts, kind, signal) => (texts.length === 0 ? Promise.resolve([]) : asked(host, async ({ process }) => { const answer = await process.ask('embed', { texts, kind }, signal); return answer.type === 'vectors' ? [...answer.vectors] : []; })),
      };
    },
    async reranker(file): Promise<Reranker> {
      const host = hostOf(file, 'reranking');
      await asked(host, (opened) => Promise.resolve(opened));
      return {
        id: file.id,
        rank: (question, passages, signal) => (passages.length === 0 ? Promise.resolve([]) : asked(host, async ({ process }) => { const answer = await process.ask('rank', { question, passages }, signal); return answer.type === 'scores' ? [...answer.scores] : []; })),
      };
    },
    async encode(file, examples, signal) {
      const encoded: EncodedExample[] = [];
      for (let from = 0; from < examples.length; from += encodedTogether) {
        const part = examples.slice(from, from + encodedTogether);
        const answer = await asked(hostOf(file, 'vocabulary'), ({ process }) => process.ask('encode', { examples: part }, signal));
        if (answer.type === 'encoded') encoded.push(...answer.examples);
      }
      return encoded;
    },
    loaded: () => [...hosts.values()].filter(({ process, task }) => process?.alive === true && task !== 'vocabulary').map(({ file, megabytes, busy, waiting, usedAt }): LoadedModel => ({ id: file.id, memoryMegabytes: megabytes, fileMegabytes: Math.round(file.bytes / 2 ** 20), busy, waiting, usedAt })),
    async unload(id) {
      await Promise.all([...hosts.values()].filter(({ file }) => file.id === id).map((host) => host.close()));
    },
    async gpus() {
      const process = new ModelProcess(limits);
      try {
        const answer = await process.ask('devices', {});
        return answer.type === 'devices' ? answer.gpus : [];
      } finally {
        await process.close();
      }
    },
    measure: (signal) => measureSpeed(limits, threads, signal),
    async close() {
      clearInterval(idleCheck);
      await Promise.all([...hosts.values()].map((host) => host.close()));
    },
  };
}
