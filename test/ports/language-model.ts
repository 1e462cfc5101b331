import { describe, expect, it } from 'vitest';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../core/ports/language-model.ts';

const request: GenerateRequest = { messages: [{ role: 'user', content: 'Once upon a time, there was a little girl named Lily. She' }], maxTokens: 24 };

/** What every LanguageModel does. `open` gives one that has something to say. */
export function languageModelSuite(name: string, open: () => Promise<LanguageModel>): void {
  describe(`${name} as a LanguageModel`, () => {
    it('tells its place, then its text, then its end, and nothing after', async () => {
      const model = await open();
      const events: GenerateEvent[] = [];
      for await (const event of model.generate(request)) events.push(event);
      const order = events.map(({ type }) => type);
      expect(order.filter((type) => type === 'end')).toHaveLength(1);
      expect(order.at(-1)).toBe('end');
      expect(order.lastIndexOf('queued')).toBeLessThan(order.indexOf('text'));
      const end = events.at(-1);
      if (end?.type !== 'end') throw new Error('no end');
      expect(end.usage.promptTokens).toBeGreaterThan(0);
      expect(end.usage.cachedTokens).toBeLessThanOrEqual(end.usage.promptTokens);
      expect(end.usage.completionTokens).toBeGreaterThan(0);
      expect(end.totalMs).toBeGreaterThanOrEqual(end.firstTokenMs);
    });

    it('ends with an AbortError when it is told to: before it began, and while it writes', async () => {
      const model = await open();
      const written = async (signal: AbortSignal, onText: () => void): Promise<void> => { for await (const event of model.generate({ ...request, signal })) if (event.type === 'text') onText(); };
      await expect(written(AbortSignal.abort(), () => undefined)).rejects.toMatchObject({ name: 'AbortError' });
      const stop = new AbortController();
      await expect(written(stop.signal, () => { stop.abort(); })).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('can be left at any time, and asked again', async () => {
      const model = await open();
      for await (const event of model.generate(request)) if (event.type === 'text') break;
      const types: string[] = [];
      for await (const { type } of model.generate(request)) types.push(type);
      expect(types.at(-1)).toBe('end');
    });

    it('counts tokens', async () => {
      const model = await open();
      expect(await model.countTokens('')).toBe(0);
      expect(await model.countTokens('once upon a time')).toBeGreaterThan(await model.countTokens('once'));
    });
  });
}
