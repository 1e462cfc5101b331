import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../core/ports/language-model.ts';

/** Says what it was told to, piece by piece, and keeps what it was asked. An Error among the pieces is thrown at its place; `left` counts answers that were ended early. */
export class FakeLanguageModel implements LanguageModel {
  readonly id = 'fake';
  readonly contextLength = 1000;
  readonly requests: GenerateRequest[] = [];
  pieces: readonly (string | Error)[] = [];
  /** Goes on with the last piece for ever. */
  endless = false;
  left = 0;

  countTokens(text: string): Promise<number> {
    return Promise.resolve(text.length);
  }

  async* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    this.requests.push(request);
    let ended = false;
    try {
      yield { type: 'queued', place: 1 };
      for (let at = 0; at < this.pieces.length || this.endless; at += 1) {
        const piece = this.pieces[Math.min(at, this.pieces.length - 1)] ?? '';
        // As the real one, it waits for its process between two pieces.
        await new Promise((next) => { setImmediate(next); });
        request.signal?.throwIfAborted();
        if (piece instanceof Error) throw piece;
        yield { type: 'text', text: piece };
      }
      ended = true;
      yield { type: 'end', reason: 'stop', usage: { promptTokens: 5, cachedTokens: 2, completionTokens: this.pieces.length }, firstTokenMs: 1, totalMs: 2 };
    } finally {
      if (!ended) this.left += 1;
    }
  }
}
