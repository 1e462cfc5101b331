import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SproutError, type Block, type Extraction } from '../../contract/index.ts';
import type { ReadRequest } from '../../ports/document-reader.ts';
import { residentMegabytes } from './resident-memory.ts';
import type { ReaderMessage, ReadOrder } from './reader-messages.ts';

export interface ReaderLimits {
  /** Resident memory of a reader process, MB. */
  readonly memoryLimitMb: number;
  /** Seconds without progress while reading text. */
  readonly readingSeconds: number;
  /** Seconds in all for reading text; recognising scanned pages has its own clock. */
  readonly readingTotalSeconds: number;
  /** Seconds for one scanned page. */
  readonly ocrPageSeconds: number;
}

const pollMilliseconds = 100;
const errorTail = 4000;

/** One reader process: reads files one after the other until it fails. */
export class ReaderChild {
  readonly #process: ChildProcess;
  readonly #limits: ReaderLimits;
  #stderr = '';
  #alive = true;
  #hasRecognised = false;
  filesRead = 0;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
    this.#process = start(limits);
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => { this.#stderr = (this.#stderr + text).slice(-errorTail); });
    this.#process.on('exit', () => { this.#alive = false; });
    this.#process.on('error', () => { this.#alive = false; });
  }

  /** False after a failure, or after recognising pictures: WebAssembly does not give its memory back. */
  get healthy(): boolean { return this.#alive && !this.#hasRecognised; }

  kill(): void {
    this.#alive = false;
    this.#process.kill('SIGKILL');
  }

  /** @throws SproutError of the file, or read-timeout, read-memory, reader-crashed; AbortError. */
  async read(request: ReadRequest): Promise<Extraction> {
    const { promise, resolve, reject } = Promise.withResolvers<Extraction>();
    const file = request.name;
    const blocks: Block[] = [];
    const fail = (error: Error): void => { this.kill(); reject(error); };
    const clock = new ReadingClock(this.#limits, (seconds) => { fail(new SproutError('read-timeout', { file, limit: seconds })); });
    const memory = setInterval(() => {
      void residentMegabytes(this.#process.pid).then((megabytes) => {
        if (megabytes > this.#limits.memoryLimitMb) fail(this.#tooMuchMemory(file));
      });
    }, pollMilliseconds);
    const onMessage = (message: ReaderMessage): void => {
      if (message.type === 'progress') { this.#hasRecognised ||= message.stage === 'ocr'; clock.progress(message.stage, message.done); request.onProgress?.({ stage: message.stage, done: message.done, total: message.total }); }
      else if (message.type === 'blocks') { clock.alive(); for (const block of message.blocks) blocks.push(block); }
      else if (message.type === 'done') resolve({ ...message.extraction, blocks });
      else if (message.type === 'failed') reject(new SproutError(message.code, message.fields));
      else fail(new SproutError('reader-crashed', { file }, { cause: new Error(message.reason) }));
    };
    const onExit = (): void => {
      this.#alive = false;
      const outOfMemory = /heap out of memory|memory limit|ENOMEM|Array buffer allocation failed/i.test(this.#stderr);
      reject(outOfMemory ? this.#tooMuchMemory(file) : new SproutError('reader-crashed', { file }, { cause: new Error(this.#stderr) }));
    };
    const onAbort = (): void => { fail(new DOMException('Reading was cancelled.', 'AbortError')); };

    this.#process.on('message', onMessage);
    // 'close' comes after stderr was read to its end, so the reason of a crash is known.
    this.#process.on('close', onExit);
    this.#process.on('error', onExit);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    this.filesRead += 1;
    const order: ReadOrder = { path: request.path, name: file, ...(request.password === undefined ? {} : { password: request.password }), ...(request.verbatim === true ? { verbatim: true } : {}) };
    this.#process.send(order, (error) => { if (error !== null) onExit(); });
    try {
      return await promise;
    } finally {
      clock.stop();
      clearInterval(memory);
      request.signal?.removeEventListener('abort', onAbort);
      this.#process.off('message', onMessage).off('close', onExit).off('error', onExit);
    }
  }

  #tooMuchMemory(file: string): SproutError {
    return new SproutError('read-memory', { file, limit: this.#limits.memoryLimitMb });
  }
}

/** Ends a reading that makes no progress; a scanned page has its own, longer, limit. */
class ReadingClock {
  readonly #limits: ReaderLimits;
  readonly #onTimeout: (seconds: number) => void;
  readonly #started = performance.now();
  #stage: 'reading' | 'ocr' = 'reading';
  #done = -1;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ReaderLimits, onTimeout: (seconds: number) => void) {
    this.#limits = limits;
    this.#onTimeout = onTimeout;
    this.alive();
  }

  progress(stage: 'reading' | 'ocr', done: number): void {
    if (stage === this.#stage && done <= this.#done) return;
    this.#stage = stage;
    this.#done = done;
    this.alive();
  }

  alive(): void {
    clearTimeout(this.#timer);
    const left = this.#limits.readingTotalSeconds - (performance.now() - this.#started) / 1000;
    const seconds = this.#stage === 'ocr' ? this.#limits.ocrPageSeconds : Math.min(this.#limits.readingSeconds, Math.max(left, 0.001));
    this.#timer = setTimeout(() => { this.#onTimeout(Math.ceil(seconds)); }, seconds * 1000);
  }

  stop(): void { clearTimeout(this.#timer); }
}

function start(limits: ReaderLimits): ChildProcess {
  const inElectron = process.versions['electron'] !== undefined;
  const heapMb = Math.floor(limits.memoryLimitMb * 0.7);
  // The permission model denies writing and starting programs; Electron's own Node does not read files from its archive under it.
  const permissions = inElectron ? [] : ['--permission', '--allow-fs-read=*', '--allow-addons', '--allow-worker'];
  return fork(fileURLToPath(new URL('./reader-process.ts', import.meta.url)), [String(limits.memoryLimitMb)], {
    execPath: process.execPath,
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning', `--max-old-space-size=${heapMb}`, '--expose-gc', ...permissions],
    env: strippedEnvironment(inElectron),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  } as Parameters<typeof fork>[2] & object);
}

/** No key, token or proxy of the owner's environment reaches a process that opens foreign files. */
function strippedEnvironment(inElectron: boolean): NodeJS.ProcessEnv {
  const systemRoot = process.env['SystemRoot'];
  return { ...(inElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {}), ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }) };
}
