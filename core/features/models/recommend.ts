import type { CatalogueModel, Locale, Machine, ModelRole, Recommendation } from '../../contract/index.ts';
import { fitOf } from './fit.ts';

type File = CatalogueModel['files'][number];
interface Candidate { readonly model: CatalogueModel; readonly file: File }

/** Share of the machine's memory that chat, meaning and order may take together. */
const memoryShare = 0.6;
/** A reranker reads some passages beside the question, and every search waits for it. */
const rerankedTokens = 2000;
const rerankerPatience = 2.5;

const reasons = {
  set: { en: '{chat} is the largest model that still answers about as fast as you read on this computer. It writes Chinese and English and may be used by a firm.', zh: '在这台电脑上，{chat} 是回答速度跟得上阅读的模型中最大的一个。它会中文和英文，企业可以使用。' },
  slow: { en: '{chat} is the smallest model that answers usefully. On this computer it will be slower than you read; quoting word for word stays instant.', zh: '{chat} 是能给出有用回答的最小模型。在这台电脑上会比阅读慢一些；逐字引用仍然即时。' },
  none: { en: 'No model fits into the memory of this computer. Quoting word for word works without one.', zh: '这台电脑的内存放不下任何模型。逐字引用不需要模型。' },
} as const;

/**
 * One set for this machine. Among models for firms that know Chinese and English, more weights answer better, as long as the machine writes
 * about as fast as a person reads; a model that thinks aloud first is taken only where speed is plentiful.
 */
export function recommend(catalogue: readonly CatalogueModel[], machine: Machine, locale: Locale): Recommendation {
  const all = catalogue.filter(({ licence, languages }) => licence.commercial && languages.includes('zh') && languages.includes('en'))
    .flatMap((model) => model.files.map((file): Candidate => ({ model, file })));
  const of = (role: ModelRole): Candidate[] => all.filter(({ model }) => model.role === role).sort((a, b) => b.model.parameters - a.model.parameters || b.file.bytes - a.file.bytes);
  const fit = ({ model, file }: Candidate): ReturnType<typeof fitOf> => fitOf({ ...model, bytes: file.bytes }, machine);
  const budget = machine.memoryMegabytes * memoryShare;

  const embedding = of('embedding').find((candidate) => fit(candidate).verdict === 'good' && fit(candidate).memoryMegabytes < budget / 4) ?? of('embedding').at(-1) ?? null;
  const quick = ({ model }: Candidate): boolean => machine.speed !== null && rerankedTokens * model.parameters / machine.speed.weightsPerSecond <= rerankerPatience;
  const reranking = of('reranking').find((candidate) => quick(candidate) && fit(candidate).memoryMegabytes < budget / 4) ?? null;
  const left = budget - [embedding, reranking].reduce((sum, candidate) => sum + (candidate ? fit(candidate).memoryMegabytes : 0), 0);
  const chats = of('chat').filter((candidate) => !candidate.model.thinks && fit(candidate).memoryMegabytes <= left);
  const good = chats.find((candidate) => fit(candidate).verdict === 'good');
  const chat = good ?? chats.at(-1) ?? null;
  const chosen = [chat, chat && embedding, chat && reranking].filter((candidate) => candidate !== null);
  return {
    chat: chat?.file.id ?? null, embedding: chat ? embedding?.file.id ?? null : null, reranking: chat ? reranking?.file.id ?? null : null,
    bytes: chosen.reduce((sum, { file }) => sum + file.bytes, 0), memoryMegabytes: chosen.reduce((sum, candidate) => sum + fit(candidate).memoryMegabytes, 0),
    reason: reasons[!chat ? 'none' : good ? 'set' : 'slow'][locale].replace('{chat}', chat?.model.title ?? ''),
  };
}
