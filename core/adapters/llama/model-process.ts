import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SproutError } from '../../contract/index.ts';
import type { LoadOptions, LoadedInfo, ModelMessage, ModelOrder } from './model-messages.ts';

/** An order without its number. */
export type OrderOf<Type extends ModelOrder['type']> = Omit<Extract<ModelOrder, { type: Type }>, 'type' | 'n'>;

export interface ProcessLimits {
  /** A file that is not loaded by then is given up; a second more for every 50 MB. */
  readonly loadSeconds: number;
  /** A model that is at work and says nothing for so long hangs. */
  readonly silentSeconds: number;
}

interface Conversation { message(message: ModelMessage): void; lost(): void }

const bytesPerSecond = 50 * 2 ** 20;
const passedOn = ['PATH', 'HOME', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'GGML_VK_VISIBLE_DEVICES', 'ELECTRON_RUN_AS_NODE'];

/** The host's side of one model process: sends orders, tells answers apart, ends it when it hangs. */
export class ModelProcess {
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  readonly #conversations = new Map<number, Conversation>();
  #next = 1;
  #alive = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ProcessLimits) {
    this.#limits = limits;
    this.#child = fork(fileURLToPath(new URL('./model-child.ts', import.meta.url)), [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: Object.fromEntries(passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced', windowsHide: true,
    });
    this.#child.on('message', (message: ModelMessage) => {
      this.#watch();
      this.#conversations.get(message.n)?.message(message);
    });
    this.#child.once('error', () => { this.#lose(); });
    this.#child.once('exit', () => { this.#lose(); });
  }

  get alive(): boolean { return this.#alive; }
  get pid(): number | undefined { return this.#child.pid; }

  /** @throws SproutError model-damaged (also where the file ended the process or hung it), native-missing. */
  async load(options: LoadOptions, bytes: number): Promise<LoadedInfo> {
    const limit = this.#limits.loadSeconds + bytes / bytesPerSecond;
    let late = false;
    const timer = setTimeout(() => { late = true; this.kill(); }, limit * 1000);
    try {
      const answer = await this.ask('load', { options });
      if (answer.type !== 'loaded') throw new Error('Not an answer to load.');
      return answer.info;
    } catch (error) {
      this.kill();
      if (!(error instanceof SproutError) || error.code !== 'model-crashed') throw error;
      throw new SproutError('model-damaged', { file: options.path, reason: late ? `not ready after ${Math.round(limit)} s` : 'it made llama.cpp stop' }, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** One answer to one order. @throws SproutError what the process said, or model-crashed. AbortError. */
  ask<Type extends ModelOrder['type']>(type: Type, order: OrderOf<Type>, signal?: AbortSignal): Promise<ModelMessage> {
    return new Promise((resolve, reject) => {
      const end = this.converse(type, order, {
        message: (message) => {
          finish();
          if (message.type === 'failed') reject(new SproutError(message.code, message.fields));
          else resolve(message);
        },
        lost: () => { finish(); reject(new SproutError('model-crashed', { id: '' })); },
      });
      const abort = (): void => { finish(); reject(signal?.reason instanceof Error ? signal.reason : new DOMException('Cancelled.', 'AbortError')); };
      const finish = (): void => { signal?.removeEventListener('abort', abort); end(); };
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Sends an order and listens to its answers until the returned function is called, which also ends the work. */
  converse<Type extends ModelOrder['type']>(type: Type, order: OrderOf<Type>, conversation: Conversation): () => void {
    const n = this.#next++;
    if (!this.#alive) { queueMicrotask(() => { conversation.lost(); }); return () => undefined; }
    this.#conversations.set(n, conversation);
    this.#watch();
    this.#send({ type, n, ...order } as unknown as ModelOrder);
    return () => {
      if (!this.#conversations.delete(n)) return;
      this.#watch();
      if (this.#alive && (type === 'generate' || type === 'embed' || type === 'rank')) this.#send({ type: 'cancel', n });
    };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    this.#lose();
  }

  /** Ends the process and waits until its memory is given back. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.kill();
    await gone;
  }

  #send(order: ModelOrder): void {
    this.#child.send(order, (error) => { if (error) this.#lose(); });
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#conversations.size === 0 || !this.#alive) return;
    this.#timer = setTimeout(() => { this.kill(); }, this.#limits.silentSeconds * 1000);
    this.#timer.unref();
  }

  #lose(): void {
    if (!this.#alive) return;
    this.#alive = false;
    clearTimeout(this.#timer);
    const conversations = [...this.#conversations.values()];
    this.#conversations.clear();
    for (const conversation of conversations) conversation.lost();
  }
}
