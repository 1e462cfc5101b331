import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../core/ports/language-model.ts';

/** Says what the test says; records what it was asked. A token is four characters of Latin script or one of Chinese. */
export class FakeLanguageModel implements LanguageModel {
  readonly id = 'fake';
  readonly contextLength: number;
  readonly requests: GenerateRequest[] = [];
  readonly #says: (request: GenerateRequest) => string;

  constructor(says: (request: GenerateRequest) => string, contextLength = 8192) {
    this.#says = says;
    this.contextLength = contextLength;
  }

  countTokens(text: string): Promise<number> {
    return Promise.resolve(Math.ceil([...text].reduce((sum, character) => sum + (/[\u3400-\u9fff]/.test(character) ? 1 : 0.25), 0)));
  }

  async* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    this.requests.push(request);
    const text = this.#says(request);
    const pieces = text.match(/[\s\S]{1,7}/g) ?? [];
    for (const piece of pieces) {
      request.signal?.throwIfAborted();
      yield { type: 'text', text: piece };
    }
    yield { type: 'end', reason: 'stop', usage: { promptTokens: 1, cachedTokens: 0, completionTokens: pieces.length }, firstTokenMs: 0, totalMs: 0 };
  }
}
