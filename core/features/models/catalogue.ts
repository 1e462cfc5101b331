import { catalogueModelSchema, type CatalogueModel } from '../../contract/index.ts';

type Hub = 'huggingface' | 'modelscope';
const both: readonly Hub[] = ['modelscope', 'huggingface'];
const apache = { name: 'Apache 2.0', address: 'https://www.apache.org/licenses/LICENSE-2.0', commercial: true } as const;
const mit = { name: 'MIT', address: 'https://opensource.org/license/mit', commercial: true } as const;
const gemma = { name: 'Gemma', address: 'https://ai.google.dev/gemma/terms', commercial: true } as const;
const qwenResearch = { name: 'Qwen Research', address: 'https://huggingface.co/Qwen/Qwen2.5-3B-Instruct/blob/main/LICENSE', commercial: false } as const;

/** One file: repository, file name, size (the hub's own counts when it is fetched), quantization, hubs that have it under this name. */
const file = (repository: string, name: string, bytes: number, quantization: string, hubs: readonly Hub[] = both): CatalogueModel['files'][number] => ({
  id: name.replace(/\.gguf$/, ''), quantization, bytes, sources: hubs.map((hub) => ({ hub, repository, file: name })),
});
/** Conversation memory of a token: keys and values, two bytes each. */
const memory = (layers: number, keyHeads: number, headSize: number): number => layers * keyHeads * headSize * 4;
const hf: readonly Hub[] = ['huggingface'];

/**
 * Models that can be had, Chinese and English first. Names and sizes are the publishers' (model cards and file lists, as of 2026); sizes are for
 * planning only. To add one: its repository, file, size, layers × key heads × head size (config.json), and its licence.
 */
export const catalogue: readonly CatalogueModel[] = catalogueModelSchema.array().parse([
  { title: 'Qwen3 4B Instruct 2507', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 4.02e9, contextLength: 262_144, bytesPerToken: memory(36, 8, 128),
    description: { en: 'Answers well in Chinese and English; the best choice for most laptops.', zh: '中英文回答都很好，多数笔记本电脑的首选。' },
    files: [file('unsloth/Qwen3-4B-Instruct-2507-GGUF', 'Qwen3-4B-Instruct-2507-Q4_K_M.gguf', 2_497_281_120, 'Q4_K_M')] },
  { title: 'Qwen3 8B', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 8.19e9, contextLength: 40_960, bytesPerToken: memory(36, 8, 128),
    description: { en: 'For fast computers with plenty of memory.', zh: '适合速度快、内存充足的电脑。' }, files: [file('Qwen/Qwen3-8B-GGUF', 'Qwen3-8B-Q4_K_M.gguf', 5_027_783_488, 'Q4_K_M')] },
  { title: 'Qwen3 4B', publisher: 'Alibaba Qwen', role: 'chat', thinks: true, licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 4.02e9, contextLength: 40_960, bytesPerToken: memory(36, 8, 128),
    description: { en: 'Can think before it answers.', zh: '可以先思考再回答。' }, files: [file('Qwen/Qwen3-4B-GGUF', 'Qwen3-4B-Q4_K_M.gguf', 2_497_280_256, 'Q4_K_M')] },
  { title: 'Qwen3 1.7B', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 1.72e9, contextLength: 40_960, bytesPerToken: memory(28, 8, 128),
    description: { en: 'Quick, for older computers.', zh: '速度快，适合较旧的电脑。' }, files: [file('Qwen/Qwen3-1.7B-GGUF', 'Qwen3-1.7B-Q8_0.gguf', 1_834_426_016, 'Q8_0')] },
  { title: 'Qwen3 0.6B', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 0.6e9, contextLength: 40_960, bytesPerToken: memory(28, 8, 128),
    description: { en: 'The smallest that still writes sentences of its own; check its answers.', zh: '能自行组织语言的最小模型，请核对其回答。' }, files: [file('Qwen/Qwen3-0.6B-GGUF', 'Qwen3-0.6B-Q8_0.gguf', 639_446_688, 'Q8_0')] },
  { title: 'Qwen2.5 7B Instruct', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 7.62e9, contextLength: 32_768, bytesPerToken: memory(28, 4, 128),
    description: { en: 'Proven; keeps long conversations in little memory.', zh: '久经验证，长对话占用内存少。' }, files: [file('bartowski/Qwen2.5-7B-Instruct-GGUF', 'Qwen2.5-7B-Instruct-Q4_K_M.gguf', 4_683_074_240, 'Q4_K_M')] },
  { title: 'Qwen2.5 3B Instruct', publisher: 'Alibaba Qwen', role: 'chat', licence: qwenResearch, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 3.09e9, contextLength: 32_768, bytesPerToken: memory(36, 2, 128),
    description: { en: 'For trying out only: its licence excludes business use.', zh: '仅供试用：许可证不允许商业使用。' }, files: [file('Qwen/Qwen2.5-3B-Instruct-GGUF', 'qwen2.5-3b-instruct-q4_k_m.gguf', 2_104_932_768, 'Q4_K_M')] },
  { title: 'Qwen2.5 1.5B Instruct', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 1.54e9, contextLength: 32_768, bytesPerToken: memory(28, 2, 128),
    description: { en: 'Small and quick; good for teaching your own tone.', zh: '小而快，适合调教成自己的语气。' }, files: [file('Qwen/Qwen2.5-1.5B-Instruct-GGUF', 'qwen2.5-1.5b-instruct-q4_k_m.gguf', 1_117_320_736, 'Q4_K_M')] },
  { title: 'Qwen2.5 0.5B Instruct', publisher: 'Alibaba Qwen', role: 'chat', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 0.49e9, contextLength: 32_768, bytesPerToken: memory(24, 2, 64),
    description: { en: 'Very small; good for teaching your own tone on any laptop.', zh: '非常小，任何笔记本都能调教成自己的语气。' },
    files: [file('Qwen/Qwen2.5-0.5B-Instruct-GGUF', 'qwen2.5-0.5b-instruct-q4_k_m.gguf', 491_400_032, 'Q4_K_M'), file('Qwen/Qwen2.5-0.5B-Instruct-GGUF', 'qwen2.5-0.5b-instruct-q8_0.gguf', 675_710_816, 'Q8_0')] },
  { title: 'GLM-4 9B 0414', publisher: 'Z.ai', role: 'chat', licence: mit, languages: ['zh', 'en'], parameters: 9.4e9, contextLength: 32_768, bytesPerToken: memory(40, 2, 128),
    description: { en: 'Strong in Chinese; needs a fast computer.', zh: '中文能力强，需要速度快的电脑。' }, files: [file('bartowski/THUDM_GLM-4-9B-0414-GGUF', 'THUDM_GLM-4-9B-0414-Q4_K_M.gguf', 6_167_000_000, 'Q4_K_M', hf)] },
  { title: 'DeepSeek R1 0528 Qwen3 8B', publisher: 'DeepSeek', role: 'chat', thinks: true, licence: mit, languages: ['zh', 'en'], parameters: 8.19e9, contextLength: 131_072, bytesPerToken: memory(36, 8, 128),
    description: { en: 'Thinks long before it answers; for hard questions.', zh: '回答前会长时间思考，适合难题。' }, files: [file('unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF', 'DeepSeek-R1-0528-Qwen3-8B-Q4_K_M.gguf', 5_027_784_224, 'Q4_K_M')] },
  { title: 'DeepSeek R1 Distill Qwen 7B', publisher: 'DeepSeek', role: 'chat', thinks: true, licence: mit, languages: ['zh', 'en'], parameters: 7.62e9, contextLength: 131_072, bytesPerToken: memory(28, 4, 128),
    description: { en: 'Thinks before it answers.', zh: '先思考再回答。' }, files: [file('unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF', 'DeepSeek-R1-Distill-Qwen-7B-Q4_K_M.gguf', 4_683_073_536, 'Q4_K_M')] },
  { title: 'DeepSeek R1 Distill Qwen 1.5B', publisher: 'DeepSeek', role: 'chat', thinks: true, licence: mit, languages: ['zh', 'en'], parameters: 1.78e9, contextLength: 131_072, bytesPerToken: memory(28, 2, 128),
    description: { en: 'Small, and thinks before it answers.', zh: '较小，先思考再回答。' }, files: [file('unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF', 'DeepSeek-R1-Distill-Qwen-1.5B-Q4_K_M.gguf', 1_117_320_800, 'Q4_K_M')] },
  { title: 'Gemma 3 4B', publisher: 'Google', role: 'chat', licence: gemma, languages: ['en', 'zh', 'ja', 'de', 'fr', 'es'], parameters: 3.88e9, contextLength: 131_072, bytesPerToken: memory(34, 4, 256),
    description: { en: 'Friendly tone in many languages.', zh: '语气亲切，支持多种语言。' }, files: [file('ggml-org/gemma-3-4b-it-GGUF', 'gemma-3-4b-it-Q4_K_M.gguf', 2_489_757_856, 'Q4_K_M', hf)] },
  { title: 'Gemma 3 1B', publisher: 'Google', role: 'chat', licence: gemma, languages: ['en'], parameters: 1e9, contextLength: 32_768, bytesPerToken: memory(26, 1, 256),
    description: { en: 'Small, for English.', zh: '较小，适合英文。' }, files: [file('ggml-org/gemma-3-1b-it-GGUF', 'gemma-3-1b-it-Q4_K_M.gguf', 806_058_240, 'Q4_K_M', hf)] },
  { title: 'Phi-4 mini', publisher: 'Microsoft', role: 'chat', licence: mit, languages: ['en', 'zh', 'ja', 'de', 'fr', 'es'], parameters: 3.84e9, contextLength: 131_072, bytesPerToken: memory(32, 8, 128),
    description: { en: 'Careful with numbers and rules.', zh: '处理数字和规则较为细致。' }, files: [file('unsloth/Phi-4-mini-instruct-GGUF', 'Phi-4-mini-instruct-Q4_K_M.gguf', 2_491_874_272, 'Q4_K_M', hf)] },
  { title: 'SmolLM3 3B', publisher: 'Hugging Face', role: 'chat', thinks: true, licence: apache, languages: ['en', 'fr', 'es', 'de', 'it', 'pt'], parameters: 3.08e9, contextLength: 65_536, bytesPerToken: memory(36, 4, 128),
    description: { en: 'Open from data to weights; European languages.', zh: '从数据到权重完全开放，适合欧洲语言。' }, files: [file('ggml-org/SmolLM3-3B-GGUF', 'SmolLM3-Q4_K_M.gguf', 1_915_305_312, 'Q4_K_M', hf)] },
  { title: 'SmolLM2 1.7B', publisher: 'Hugging Face', role: 'chat', licence: apache, languages: ['en'], parameters: 1.71e9, contextLength: 8192, bytesPerToken: memory(24, 32, 64),
    description: { en: 'Small, for English.', zh: '较小，适合英文。' }, files: [file('HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF', 'smollm2-1.7b-instruct-q4_k_m.gguf', 1_055_609_536, 'Q4_K_M', hf)] },
  { title: 'SmolLM2 360M', publisher: 'Hugging Face', role: 'chat', licence: apache, languages: ['en'], parameters: 0.36e9, contextLength: 8192, bytesPerToken: memory(32, 5, 64),
    description: { en: 'Tiny, for English; good for teaching a task.', zh: '极小，适合英文，可调教成专门任务。' }, files: [file('HuggingFaceTB/SmolLM2-360M-Instruct-GGUF', 'smollm2-360m-instruct-q8_0.gguf', 386_404_992, 'Q8_0', hf)] },

  { title: 'BGE M3', publisher: 'BAAI', role: 'embedding', licence: mit, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 0.57e9, contextLength: 8192, bytesPerToken: 0,
    description: { en: 'Finds by meaning across Chinese, English and a hundred languages.', zh: '按意思查找，跨中英文等一百多种语言。' }, files: [file('gpustack/bge-m3-GGUF', 'bge-m3-Q8_0.gguf', 634_553_760, 'Q8_0')] },
  { title: 'Qwen3 Embedding 0.6B', publisher: 'Alibaba Qwen', role: 'embedding', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 0.6e9, contextLength: 32_768, bytesPerToken: 0,
    description: { en: 'Newer, finds by meaning in many languages.', zh: '较新，按意思查找，支持多种语言。' }, files: [file('Qwen/Qwen3-Embedding-0.6B-GGUF', 'Qwen3-Embedding-0.6B-Q8_0.gguf', 639_150_592, 'Q8_0')] },
  { title: 'EmbeddingGemma 300M', publisher: 'Google', role: 'embedding', licence: gemma, languages: ['en', 'zh', 'ja', 'de', 'fr', 'es'], parameters: 0.3e9, contextLength: 2048, bytesPerToken: 0,
    description: { en: 'Small, finds by meaning in many languages.', zh: '较小，按意思查找，支持多种语言。' }, files: [file('ggml-org/embeddinggemma-300M-GGUF', 'embeddinggemma-300M-Q8_0.gguf', 328_576_992, 'Q8_0', hf)] },
  { title: 'BGE Small Chinese', publisher: 'BAAI', role: 'embedding', licence: mit, languages: ['zh'], parameters: 0.024e9, contextLength: 512, bytesPerToken: 0,
    description: { en: 'Very small, for Chinese documents.', zh: '非常小，适合中文文档。' }, files: [file('CompendiumLabs/bge-small-zh-v1.5-gguf', 'bge-small-zh-v1.5-q8_0.gguf', 26_000_000, 'Q8_0', hf)] },
  { title: 'BGE Small English', publisher: 'BAAI', role: 'embedding', licence: mit, languages: ['en'], parameters: 0.033e9, contextLength: 512, bytesPerToken: 0,
    description: { en: 'Very small, for English documents.', zh: '非常小，适合英文文档。' }, files: [file('CompendiumLabs/bge-small-en-v1.5-gguf', 'bge-small-en-v1.5-q8_0.gguf', 36_806_944, 'Q8_0', hf)] },
  { title: 'Nomic Embed Text 1.5', publisher: 'Nomic', role: 'embedding', licence: apache, languages: ['en'], parameters: 0.137e9, contextLength: 2048, bytesPerToken: 0,
    description: { en: 'For English documents.', zh: '适合英文文档。' }, files: [file('nomic-ai/nomic-embed-text-v1.5-GGUF', 'nomic-embed-text-v1.5.Q8_0.gguf', 146_146_432, 'Q8_0', hf)] },

  { title: 'BGE Reranker v2 M3', publisher: 'BAAI', role: 'reranking', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 0.57e9, contextLength: 8192, bytesPerToken: 0,
    description: { en: 'Puts what was found in a better order; for fast computers.', zh: '把找到的内容排得更准，适合速度快的电脑。' }, files: [file('gpustack/bge-reranker-v2-m3-GGUF', 'bge-reranker-v2-m3-Q8_0.gguf', 636_000_000, 'Q8_0')] },
  { title: 'Qwen3 Reranker 0.6B', publisher: 'Alibaba Qwen', role: 'reranking', licence: apache, languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'es'], parameters: 0.6e9, contextLength: 32_768, bytesPerToken: 0,
    description: { en: 'Newer; puts what was found in a better order.', zh: '较新，把找到的内容排得更准。' }, files: [file('ggml-org/Qwen3-Reranker-0.6B-Q8_0-GGUF', 'qwen3-reranker-0.6b-q8_0.gguf', 639_153_184, 'Q8_0', hf)] },
]);
