import { SproutError, type Extraction } from '../../core/contract/index.ts';
import { withOffsets } from '../../core/adapters/readers/format-reader.ts';
import type { DocumentReader, ReadRequest } from '../../core/ports/document-reader.ts';

/** Reads what the test says a file holds, by name; records what it was asked. `gate` holds readings back until released. */
export class FakeDocumentReader implements DocumentReader {
  readonly requests: ReadRequest[] = [];
  gate: Promise<void> = Promise.resolve();
  readonly #texts: Readonly<Record<string, string | SproutError>>;

  constructor(texts: Readonly<Record<string, string | SproutError>>) {
    this.#texts = texts;
  }

  async read(request: ReadRequest): Promise<Extraction> {
    this.requests.push(request);
    await Promise.race([this.gate, new Promise((_resolve, reject) => {
      request.signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    })]);
    const text = this.#texts[request.name] ?? '';
    if (text instanceof SproutError && request.password === undefined) throw text;
    const blocks = withOffsets(String(text).split('\n').map((line) => ({ kind: 'paragraph' as const, text: line, page: 1 })));
    return { mime: 'text/plain', pages: 1, pageKind: 'none', blocks, warnings: [] };
  }

  accepts(name: string): boolean {
    return !/\.(exe|zip)$/.test(name);
  }

  unreadableKind(name: string): string | undefined {
    return name.endsWith('.zip') ? 'zip' : undefined;
  }

  async close(): Promise<void> {}
}
