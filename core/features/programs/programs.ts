import { SproutError, type ChatCompletionRequest, type EmbeddingList, type EmbeddingRequest, type Model, type ModelRole, type OpenAiModel } from '../../contract/index.ts';
import type { ProgramListener } from '../../ports/program-listener.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { Models } from '../models/index.ts';
import { Completion } from './chat.ts';
import { createKeys, type Keys } from './keys.ts';
import { createProgramPort, type ProgramPort } from './program-port.ts';

/** The model that is chosen in Sprout, whichever it is. */
const chosenModel = 'sprout';

/** The models of this computer for other programs, in OpenAI's shapes. */
export interface Programs {
  readonly keys: Keys;
  readonly port: ProgramPort;
  models(): Promise<OpenAiModel[]>;
  /** @throws SproutError model-not-found. */
  model(id: string): Promise<OpenAiModel>;
  /** Loads the model where needed. @throws SproutError model-none, model-not-found, model-role, model-too-large, model-damaged; those of `Completion`. */
  complete(request: ChatCompletionRequest, signal: AbortSignal): Promise<Completion>;
  /** @throws SproutError as above; dimensions-unsupported. */
  embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingList>;
}

export interface ProgramsOptions {
  readonly models: Pick<Models, 'list' | 'chosen' | 'chat' | 'embedder'>;
  readonly store: Pick<WorkspaceStore, 'keys' | 'settings'>;
  readonly listener?: ProgramListener | undefined;
}

export function createPrograms({ models, store, listener }: ProgramsOptions): Programs {
  function idOf(asked: string, role: ModelRole): string {
    const id = asked === '' || asked === chosenModel ? models.chosen(role) : asked;
    if (id === null) throw new SproutError('model-none');
    return id;
  }

  async function all(): Promise<OpenAiModel[]> {
    const { models: installed, chosen } = await models.list();
    const inUse = installed.find(({ id }) => id === chosen.chat);
    return [...inUse ? [{ ...toOpenAi(inUse), id: chosenModel }] : [], ...installed.map(toOpenAi)];
  }

  return {
    keys: createKeys({ store: store.keys }),
    port: createProgramPort({ listener, settings: store.settings }),
    models: all,
    async model(id) {
      const found = (await all()).find((model) => model.id === id);
      if (!found) throw new SproutError('model-not-found', { id });
      return found;
    },
    async complete(request, signal) {
      return new Completion(request, await models.chat(idOf(request.model, 'chat')), signal);
    },
    async embed({ model, input, dimensions, encoding_format: format, input_type: kind }, signal) {
      const embedder = await models.embedder(idOf(model, 'embedding'));
      if (dimensions && dimensions !== embedder.dimensions) throw new SproutError('dimensions-unsupported', { id: embedder.id, dimensions: embedder.dimensions, wanted: dimensions, param: 'dimensions' });
      const texts = typeof input === 'string' ? [input] : input;
      const vectors = await embedder.embed(texts, kind === 'query' ? 'question' : 'passage', signal);
      const counts = await Promise.all(texts.map((text) => embedder.countTokens(text)));
      const tokens = counts.reduce((sum, count) => sum + count, 0);
      return {
        object: 'list', model: embedder.id, usage: { prompt_tokens: tokens, total_tokens: tokens },
        data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: format === 'base64' ? base64(vector) : [...vector] })),
      };
    },
  };
}

const toOpenAi = ({ id, modifiedAt }: Model): OpenAiModel => ({ id, object: 'model', created: Math.floor(Date.parse(modifiedAt) / 1000), owned_by: 'sprout' });

/** Of 32-bit floats, the lowest byte first whatever this machine's order is. */
function base64(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, at) => { view.setFloat32(at * 4, value, true); });
  return btoa(Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(''));
}
