import { availableParallelism } from 'node:os';
import type { Extraction } from '../../contract/index.ts';
import type { DocumentReader, ReadRequest } from '../../ports/document-reader.ts';
import { formatOfName, unreadableKind } from './format-table.ts';
import { ReaderChild, type ReaderLimits } from './reader-child.ts';

export interface SandboxOptions extends Partial<ReaderLimits> {
  /** Files read at the same time, one process each. Default: half the processor's cores. */
  readonly poolSize?: number;
  /** A process is replaced after this many files, so that a parser's leaks stay small. */
  readonly filesPerProcess?: number;
}

/** Reads files in child processes with limits of time and memory: a file that breaks its parser breaks nothing else. */
export function createSandboxedReader(options: SandboxOptions = {}): DocumentReader {
  const limits: ReaderLimits = {
    memoryLimitMb: options.memoryLimitMb ?? 768,
    readingSeconds: options.readingSeconds ?? 30,
    readingTotalSeconds: options.readingTotalSeconds ?? 300,
    ocrPageSeconds: options.ocrPageSeconds ?? 60,
  };
  const filesPerProcess = options.filesPerProcess ?? 50;
  let free = options.poolSize ?? Math.max(1, Math.floor(availableParallelism() / 2));
  const idle: ReaderChild[] = [];
  const busy = new Set<ReaderChild>();
  const waiting: (() => void)[] = [];
  let closed = false;

  async function takeSlot(signal: AbortSignal | undefined): Promise<void> {
    if (free > 0) { free -= 1; return; }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => { waiting.splice(waiting.indexOf(enter), 1); reject(abortError()); };
      const enter = (): void => { signal?.removeEventListener('abort', onAbort); resolve(); };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(enter);
    });
  }

  function releaseSlot(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  return {
    async read(request: ReadRequest): Promise<Extraction> {
      if (request.signal?.aborted) throw abortError();
      await takeSlot(request.signal);
      try {
        if (closed || request.signal?.aborted) throw abortError();
        const child = idle.pop() ?? new ReaderChild(limits);
        busy.add(child);
        try {
          return await child.read(request);
        } finally {
          busy.delete(child);
          if (closed || !child.healthy || child.filesRead >= filesPerProcess) child.kill();
          else idle.push(child);
        }
      } finally {
        releaseSlot();
      }
    },
    accepts: (name) => formatOfName(name) !== undefined,
    unreadableKind,
    async close(): Promise<void> {
      closed = true;
      for (const child of [...idle, ...busy]) child.kill();
      idle.length = 0;
    },
  };
}

function abortError(): DOMException {
  return new DOMException('Reading was cancelled.', 'AbortError');
}
