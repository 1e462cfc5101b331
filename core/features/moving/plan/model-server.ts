import type { GpuType } from '../../../contract/index.ts';

/** What a card gets of what its data sheet promises, seen of servers that batch; and what a step costs beside. */
export const efficiency = { bandwidth: 0.7, arithmetic: 0.5, stepSeconds: 0.003, /** Share of the card's memory that a server takes. */ memory: 0.9, /** Bytes of it that are neither weights nor conversations. */ work: 2e9 } as const;
/** As vLLM is set when nobody says otherwise: conversations at once, and tokens of prompts in a step. */
export const batching = { conversations: 256, promptTokens: 2048 } as const;

export interface ServedModel { readonly billionWeights: number; readonly bytesPerWeight: number }

/** Bytes of conversation memory a token, at 16 bits. Through the models of the catalogue (Qwen, Llama, Mistral with grouped heads): within a factor of two of each. */
export const memoryPerToken = (billionWeights: number): number => 68_000 * billionWeights ** 0.37;

export interface ModelServer {
  /** Conversations that find room at once; 0 where the model alone does not fit. */
  readonly conversations: number;
  /**
   * Seconds of one step: a word for each of `writing` conversations and `reading` tokens of prompts. Either memory traffic or arithmetic takes longer, and that one counts.
   * @param held tokens in conversation memory that the step reads.
   */
  step(writing: number, reading: number, held: number): number;
}

/** A model on a card, reckoned from its bandwidth, arithmetic and memory. @param tokens of a conversation, prompt and answer. */
export function modelServer(gpu: Pick<GpuType, 'memoryGigabytes' | 'bandwidth' | 'teraflops'>, { billionWeights, bytesPerWeight }: ServedModel, tokens: number): ModelServer {
  const weights = billionWeights * 1e9 * bytesPerWeight;
  const perToken = memoryPerToken(billionWeights);
  const room = gpu.memoryGigabytes * 1e9 * efficiency.memory - weights - efficiency.work;
  const bandwidth = gpu.bandwidth * 1e9 * efficiency.bandwidth;
  const arithmetic = gpu.teraflops * 1e12 * efficiency.arithmetic;
  return {
    conversations: Math.max(0, Math.min(batching.conversations, Math.floor(room / perToken / tokens))),
    step: (writing, reading, held) => efficiency.stepSeconds + Math.max((weights + held * perToken) / bandwidth, 2 * billionWeights * 1e9 * (writing + reading) / arithmetic),
  };
}

/** Words a second that it writes when as many converse as find room, each halfway through its answer. */
export function tokensPerSecond(server: ModelServer, tokens: number): number {
  return server.conversations === 0 ? 0 : server.conversations / server.step(server.conversations, 0, server.conversations * tokens);
}
