import { fork, type ChildProcess } from 'node:child_process';
import type { CoreOrder, CoreReport } from './core-messages.ts';
import type { KeychainReply, KeychainRequest } from './keychain-messages.ts';
import { restartDelay } from './restart-delay.ts';
import type { ClientMessage, ServerMessage } from './transport/messages.ts';
import { RequestClient } from './transport/request-client.ts';

export interface CoreProcessOptions {
  /** The Node that runs the core, and its script. */
  readonly node: string;
  readonly script: string;
  readonly order: CoreOrder;
  /** What the core asks of the system's keychain. Never fails. */
  keychain(request: KeychainRequest): Promise<KeychainReply>;
  /** The core could not start, and why: for the owner. It is not tried again by itself. */
  onFailed(message: string): void;
}

const node = ['--disable-warning=ExperimentalWarning'];
/** Milliseconds that a closing core is given to finish what it writes. */
const closingTime = 10_000;

/** Keeps a core running, and carries requests to it. What is under way when it ends fails; what comes after waits for the next. */
export class CoreProcess {
  readonly #options: CoreProcessOptions;
  #child: ChildProcess | undefined;
  #ready = Promise.withResolvers<RequestClient>();
  #failures = 0;
  #closing = false;

  constructor(options: CoreProcessOptions) {
    this.#options = options;
    this.#start();
  }

  /** Of the process that runs now. */
  get pid(): number | undefined { return this.#child?.pid; }

  /** @throws Error when the core cannot start, or ended before it had answered. */
  async fetch(request: Request): Promise<Response> {
    return (await this.#ready.promise).fetch(request);
  }

  /** Tries again after `onFailed`. */
  restart(): void {
    if (this.#child === undefined && !this.#closing) this.#start();
  }

  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
    child.kill('SIGTERM');
    const timer = setTimeout(() => { child.kill('SIGKILL'); }, closingTime);
    await ended;
    clearTimeout(timer);
  }

  #start(): void {
    const started = performance.now();
    const child = fork(this.#options.script, [], { execPath: this.#options.node, execArgv: node, serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    const client = new RequestClient({
      post: (message: ClientMessage) => { if (child.connected) child.send({ transport: message }); },
      listen: (listener) => { child.on('message', (message: { transport?: ServerMessage }) => { if (message.transport) listener(message.transport); }); },
    });
    child.on('message', ({ keychain }: { keychain?: KeychainRequest }) => {
      if (keychain) void this.#options.keychain(keychain).then((reply) => { if (child.connected) child.send({ keychain: reply }); });
    });
    let failed: string | undefined;
    child.on('message', (message: CoreReport | { state?: undefined }) => {
      if (message.state === 'ready') this.#ready.resolve(client);
      else if (message.state === 'failed') failed = message.message;
    });
    child.on('error', (error) => { failed ??= error.message; });
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      const error = new Error(`The core ended (${signal ?? code ?? 'unknown'}).`);
      client.lost(error);
      if (this.#closing) return;
      if (failed !== undefined) {
        this.#ready.reject(new Error(failed));
        this.#ready.promise.catch(() => undefined);
        this.#ready = Promise.withResolvers();
        this.#options.onFailed(failed);
        return;
      }
      // Requests that come while it starts again wait for it.
      this.#ready = Promise.withResolvers();
      const { delay, failures } = restartDelay(this.#failures + 1, performance.now() - started);
      this.#failures = failures;
      setTimeout(() => { if (!this.#closing) this.#start(); }, delay);
    });
    child.send(this.#options.order);
  }
}
