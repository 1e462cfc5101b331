import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../core/ports/language-model.ts';

/** Says what it was told to, piece by piece, or what `says` answers to a request, and keeps what it was asked. An Error among the pieces is thrown at its place; `left` counts answers that were ended early. */
export class FakeLanguageModel implements LanguageModel {
  readonly id = 'fake';
  readonly contextLength: number;
  readonly requests: GenerateRequest[] = [];
  pieces: readonly (string | Error)[] = [];
  /** Goes on with the last piece for ever. */
  endless = false;
  left = 0;
  readonly #says: ((request: GenerateRequest) => string) | undefined;

  constructor(says?: (request: GenerateRequest) => string, contextLength = 8192) {
    this.#says = says;
    this.contextLength = contextLength;
  }

  /** Four characters of Latin script, or one of Chinese. */
  countTokens(text: string): Promise<number> {
    return Promise.resolve(Math.ceil([...text].reduce((sum, character) => sum + (/[\u3400-\u9fff]/.test(character) ? 1 : 0.25), 0)));
  }

  async* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    this.requests.push(request);
    const pieces = this.#says?.(request).match(/[\s\S]{1,7}/g) ?? this.pieces;
    let ended = false;
    try {
      yield { type: 'queued', place: 1 };
      for (let at = 0; at < pieces.length || this.endless; at += 1) {
        const piece = pieces[Math.min(at, pieces.length - 1)] ?? '';
        // As the real one, it waits for its process between two pieces.
        await new Promise((next) => { setImmediate(next); });
        request.signal?.throwIfAborted();
        if (piece instanceof Error) throw piece;
        yield { type: 'text', text: piece };
      }
      ended = true;
      yield { type: 'end', reason: 'stop', usage: { promptTokens: 5, cachedTokens: 2, completionTokens: pieces.length }, firstTokenMs: 1, totalMs: 2 };
    } finally {
      if (!ended) this.left += 1;
    }
  }
}
