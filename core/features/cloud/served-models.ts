import type { BundleModel } from '../../contract/index.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { RemoteModels, RemoteServer } from '../../ports/remote-model.ts';
import { estimateTokens } from '../burst/index.ts';

/** What may be written where nobody says how much. */
const usualTokens = 1024;

type Server = RemoteServer & { /** For the first word: a server that is scaled up takes its time. */ readonly patienceMs: number };

/** The models of a bundle, as the server of the firm's own cloud serves them. Nothing crosses to anyone else: so neither guard nor budget stands in between. */
export function createServedModels(models: readonly BundleModel[], server: Server, remote: RemoteModels): (site: string, id: string | null) => (() => Promise<LanguageModel>) | undefined {
  const byId = new Map(models.map((model) => [model.id, served(model, server, remote)]));
  return (_site, id) => {
    const model = id === null ? undefined : byId.get(id);
    return model && (() => Promise.resolve(model));
  };
}

function served({ id, served: model, contextLength }: BundleModel, server: Server, remote: RemoteModels): LanguageModel {
  return {
    id, contextLength,
    countTokens: async (text) => estimateTokens(text),
    async* generate({ messages, maxTokens = usualTokens, temperature, topP, seed, stop, jsonSchema, tools, signal = new AbortController().signal }) {
      const startedAt = performance.now();
      let firstTokenMs: number | undefined;
      let written = '';
      for await (const event of remote.complete({ ...server, model, messages, maxTokens, temperature, topP, seed, stop, jsonSchema, tools, signal, onSend: async () => undefined })) {
        if (event.type === 'text') {
          firstTokenMs ??= performance.now() - startedAt;
          written += event.text;
          yield event;
        } else {
          const usage = event.usage ?? { promptTokens: messages.reduce((sum, { content }) => sum + estimateTokens(content), 0), cachedTokens: 0, completionTokens: estimateTokens(written) };
          const totalMs = performance.now() - startedAt;
          yield { type: 'end', reason: event.reason, usage, firstTokenMs: firstTokenMs ?? totalMs, totalMs };
        }
      }
    },
  };
}
