import { GgufError, type Gguf, type GgufArray } from './read-gguf.ts';
import { fileTypes, tensorTypes } from './tensor-types.ts';

export type GgufRole = 'chat' | 'embedding' | 'reranking';

export interface ModelFacts {
  readonly name: string; readonly role: GgufRole; readonly architecture: string; readonly quantization: string; readonly parameters: number;
  /** Tokens that it was trained to read at once. */
  readonly contextLength: number;
  /** Conversation memory of a token in bytes, keys and values in f16; 0 for models that do not chat. */
  readonly bytesPerToken: number;
  readonly licence: string | undefined; readonly languages: readonly string[]; readonly hasChatTemplate: boolean;
}

/** What llama.cpp v0.4.0 can run as text models (src/llama-arch.cpp), less those for sound, pictures and drafts. */
const architectures = new Set(`llama llama4 deci falcon grok gpt2 gptj gptneox mpt baichuan starcoder refact bert modern-bert nomic-bert nomic-bert-moe neo-bert jina-bert-v2 jina-bert-v3
eurobert bloom stablelm qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3next qwen3vl qwen3vlmoe qwen35 qwen35moe phi2 phi3 phimoe plamo plamo2 plamo3 codeshell orion internlm2 minicpm minicpm3
gemma gemma2 gemma3 gemma3n gemma4 gemma-embedding starcoder2 mamba mamba2 jamba falcon-h1 xverse command-r cohere2 cohere2moe dbrx olmo olmo2 olmoe openelm arctic deepseek deepseek2 deepseek32 deepseek4
chatglm glm4 glm4moe glm-dsa bitnet t5encoder jais jais2 nemotron nemotron_h nemotron_h_moe exaone exaone4 exaone-moe rwkv6 rwkv6qwen2 rwkv7 arwkv7 granite granitemoe granitehybrid plm
bailingmoe bailingmoe2 bailingmoe3 dots1 arcee afmoe ernie4_5 ernie4_5-moe hunyuan-moe hunyuan-dense smollm3 gpt-oss lfm2 lfm2moe smallthinker seed_oss grovemoe apertus minimax-m2 minimax-m3
pangu-embedded mistral3 mistral4 llama-embed kimi-linear mimo2 step35 nanbeige mellum`.split(/\s+/));
const encoders = /^(?:.*bert.*|t5encoder|gemma-embedding|llama-embed)$/;
const rankPooling = 4;
const tokenBytes = 256;

export class UnsupportedGguf extends GgufError {}

/**
 * What a model's header tells, after checks of what makes llama.cpp stop its process.
 * @throws GgufError when the file cannot be a usable model; UnsupportedGguf when it is of a kind that cannot be run.
 */
export function describeGguf({ metadata, tensors, byteTokens }: Gguf): ModelFacts {
  const text = (key: string): string | undefined => { const value = metadata.get(key); return typeof value === 'string' ? value : undefined; };
  const kind = text('general.type') ?? 'model';
  if (kind !== 'model') throw new UnsupportedGguf(kind === 'adapter' ? 'an addition to a model (LoRA), not a model' : kind === 'mmproj' ? 'the part of a model that reads pictures' : kind);
  const architecture = text('general.architecture');
  if (architecture === undefined) throw new GgufError('it does not say what it is');
  if (!architectures.has(architecture)) throw new UnsupportedGguf(architecture);
  const number = (key: string, least: number, most: number, otherwise?: number): number => {
    const given = metadata.get(`${architecture}.${key}`);
    // Some models give one number a layer; the largest decides.
    const value = isArray(given) ? Math.max(...given.items.map(Number)) : given ?? otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most) throw new GgufError(`its ${key.replaceAll(/[._]/g, ' ')} is ${value === undefined ? 'missing' : 'impossible'}`);
    return value;
  };
  if (tensors.length === 0) throw new GgufError('it holds no weights');
  const layers = number('block_count', 1, 1000);
  const width = number('embedding_length', 1, 1_000_000);
  const contextLength = number('context_length', 1, 100_000_000);
  const heads = number('attention.head_count', 0, 10_000, 0);
  const keyHeads = number('attention.head_count_kv', 0, 10_000, heads);
  if (heads > 0 && keyHeads > 0 && heads % keyHeads !== 0 && !isArray(metadata.get(`${architecture}.attention.head_count_kv`))) throw new GgufError('its attention heads do not match');
  const headSize = number('attention.key_length', 1, 100_000, heads > 0 ? Math.max(1, Math.floor(width / heads)) : 1);
  const valueSize = number('attention.value_length', 1, 100_000, headSize);
  checkVocabulary(metadata.get('tokenizer.ggml.tokens'), tensors.find(({ name }) => name === 'token_embd.weight')?.dimensions, width);
  const tokenizer = text('tokenizer.ggml.model');
  if (tokenizer === undefined) throw new GgufError('it has no vocabulary');
  // A vocabulary of pieces without the 256 bytes ends the process at the first character that it does not know.
  if (tokenizer === 'llama' && byteTokens < tokenBytes) throw new GgufError('its vocabulary cannot write every character');

  const pooling = metadata.get(`${architecture}.pooling_type`);
  const hasClassifier = tensors.some(({ name }) => name.startsWith('cls'));
  const role: GgufRole = pooling === rankPooling || (encoders.test(architecture) && hasClassifier) ? 'reranking' : encoders.test(architecture) || typeof pooling === 'number' ? 'embedding' : 'chat';
  const weights = tensors.map(({ dimensions, type, bytes }) => ({ count: dimensions.reduce((product, dimension) => product * dimension, 1), type, bytes }));
  const languages = metadata.get('general.languages');
  return {
    name: text('general.name') ?? text('general.basename') ?? architecture, role, architecture,
    quantization: quantizationOf(metadata.get('general.file_type'), weights),
    parameters: weights.reduce((sum, { count }) => sum + count, 0), contextLength,
    bytesPerToken: role === 'chat' ? layers * keyHeads * (headSize + valueSize) * 2 : 0,
    licence: text('general.license'), languages: isArray(languages) ? languages.items.map(String) : [], hasChatTemplate: text('tokenizer.chat_template') !== undefined,
  };
}

function checkVocabulary(tokens: unknown, embedding: readonly number[] | undefined, width: number): void {
  if (!isArray(tokens) || tokens.length === 0) throw new GgufError('it has no vocabulary');
  if (!embedding) throw new GgufError('the vectors of its words are missing');
  const [columns, rows = 1] = embedding;
  if (columns !== width) throw new GgufError('the vectors of its words have another width than the model');
  if (rows < tokens.length) throw new GgufError('it has more words than vectors for them');
}

function quantizationOf(fileType: unknown, weights: readonly { type: number; bytes: number }[]): string {
  const named = typeof fileType === 'number' ? fileTypes[fileType] : undefined;
  if (named !== undefined) return named;
  const bytes = new Map<number, number>();
  for (const weight of weights) bytes.set(weight.type, (bytes.get(weight.type) ?? 0) + weight.bytes);
  const [most] = [...bytes].sort(([, a], [, b]) => b - a);
  return tensorTypes.get(most?.[0] ?? -1)?.name ?? '';
}

const isArray = (value: unknown): value is GgufArray => typeof value === 'object' && value !== null && 'items' in value;
