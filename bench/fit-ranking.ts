/**
 * Fits the three networks of quote mode (passages, sentences, "is it in the documents?") to the questions of shared/data and
 * writes them into core/features. Without flags they are fitted on half of the articles, checked on the other with all passages of
 * a set together, and not written (`--other-half` changes the halves); with `--all` they are fitted on all and written; with `--answerable`
 * the first two stay as they are and only the third is fitted. Usage: node bench/fit-ranking.ts [--other-half | --all] [--answerable] [--every N]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { answerableFeatures, answerableInputs } from '../core/features/answers/answerable-features.ts';
import { worthQuoting } from '../core/features/answers/quote.ts';
import { sentenceNetwork } from '../core/features/answers/sentence-network.ts';
import { passageNetwork } from '../core/features/search/passage-network.ts';
import { sentenceCandidates, sentenceInputs } from '../core/features/answers/sentence-features.ts';
import { passageFeatures, passageInputs, readPassage, understand, type RankedChunk, type Ranking } from '../core/features/search/index.ts';
import { evaluate, softmax, type Network } from '../core/shared/text/network.ts';
import { telling } from '../core/shared/text/weights.ts';
import type { ScoredChunk } from '../core/ports/chunk-index.ts';
import { FullText, isFittingHalf, loadPassages, loadQuestions, questionSets, squeeze, type Asked, type Passage } from './ranking/questions.ts';
import { starterCases, type StarterCase } from './ranking/starters.ts';
import { train, type Example } from './ranking/train.ts';

const every = Number(argv[argv.indexOf('--every') + 1]) || 1;
const candidates = 32;
const passagesRead = 6;
const thirdOnly = argv.includes('--answerable');
const everything = argv.includes('--all');
const fittedHalf = !argv.includes('--other-half');
const answeredShare = 0.95;

/** How often a question of the sample shops counts: there are few, and owners ask like them. */
const starterShare = 8;
/** The same where it is judged whether to answer: what the shops' documents do not answer is asked too. */
const starterJudgements = 48;

interface Case { set: string; asked: Asked; fit: boolean; search(without: boolean): ScoredChunk[] }

/** Passages in the collection that a question is put to: an owner's first folder holds a dozen pages, an archive thousands. */
const collectionSizes = [Infinity, 150, Infinity, 40, Infinity, 15];
/** Passages beside the right one that come along into a small collection: those of its own article are the likeliest mistakes. */
const neighboursKept = 2;

const cases = questionSets.flatMap((set): Case[] => {
  const passages = loadPassages(set);
  const whole = [new FullText(passages, false), new FullText(passages, true)];
  const all = loadQuestions(set);
  return all.filter((_, at) => at % every === 0).map((asked, at) => ({
    set, asked, fit: everything || isFittingHalf(asked) === fittedHalf,
    search(without) {
      const titled = this.fit && at % 4 === 3;
      const size = this.fit ? collectionSizes[at % collectionSizes.length] ?? Infinity : Infinity;
      const text = size > passages.length ? whole[titled ? 1 : 0] : new FullText(someOf(passages, asked.gold, size, at), titled);
      return text?.search(asked.text, candidates, without ? asked.gold : []) ?? [];
    },
  }));
});

/** The right passages, their neighbours, and others from all over the set; the same for the same question. */
function someOf(passages: readonly Passage[], gold: readonly string[], size: number, seed: number): Passage[] {
  const right = passages.findIndex(({ id }) => gold.includes(id));
  const chosen = new Set(passages.filter(({ id }, at) => gold.includes(id) || Math.abs(at - right) <= neighboursKept));
  for (let step = 0, at = seed; chosen.size < size && step < 10 * size; step += 1) {
    at = (at * 7919 + 104_729) % passages.length;
    const passage = passages[at];
    if (passage) chosen.add(passage);
  }
  return [...chosen];
}

/** @param bonus log-odds for what is known of a passage from elsewhere. */
function read({ asked }: Pick<Case, 'asked'>, found: readonly ScoredChunk[], network?: Network, bonus: (chunk: ScoredChunk) => number = () => 0): { ranking: Ranking; rows: number[][] } {
  const question = understand(asked.text);
  const passages = found.map(readPassage);
  const termWeights = telling(question.terms, passages.map(({ terms }) => terms));
  const unitWeights = telling(question.units, passages.map(({ units }) => new Set(units)));
  const rows = passageFeatures(question, passages, termWeights, unitWeights);
  const evidence = rows.map((row) => (network ? evaluate(network, row) : 0));
  const scores = passages.map(({ chunk }, at) => (evidence[at] ?? 0) + bonus(chunk));
  const probabilities = softmax(scores);
  const chunks = passages.map((passage, at): RankedChunk => ({ ...passage, score: scores[at] ?? 0, evidence: evidence[at] ?? 0, probability: probabilities[at] ?? 0 })).sort((a, b) => b.score - a.score);
  return { ranking: { question, chunks, termWeights, unitWeights }, rows };
}

const shops = await starterCases();
const repeated = <Item>(items: readonly Item[], times = starterShare): Item[] => items.flatMap((item) => Array.from({ length: times }, () => item));
/** A shop's ranking with the passages in order of the network. */
function reranked({ ranking }: StarterCase, network: Network): Ranking {
  const bonuses = new Map(ranking.chunks.map(({ chunk, score, evidence }) => [chunk.id, score - evidence]));
  return read({ asked: { text: ranking.question.text, gold: [], answers: [] } }, ranking.chunks.map(({ chunk }) => chunk), network, ({ id }) => bonuses.get(id) ?? 0).ranking;
}

/** One pass: passages, then sentences by them, then whether to answer. Reports on the cases that were not fitted. */
function fitAll(fitted: (one: Case) => boolean, fittedShop: (one: StarterCase) => boolean): { passage: Network; sentence: Network; answerable: Network } {
  const shopPassages = shops.filter((shop) => fittedShop(shop) && shop.answers.length > 0).flatMap(({ answers, ranking }): Example[] => {
    const found = ranking.chunks.map(({ chunk }) => chunk);
    const gold = found.map(({ text }) => answers.some((answer) => squeeze(text).includes(answer)));
    return gold.includes(true) ? [{ rows: read({ asked: { text: ranking.question.text, gold: [], answers: [] } }, found).rows.map((row) => Float32Array.from(row)), gold }] : [];
  });
  const passage = thirdOnly ? passageNetwork : train(passageInputs, [...repeated(shopPassages), ...cases.filter(fitted).flatMap((one): Example[] => {
    const found = one.search(false);
    const gold = found.map(({ id }) => one.asked.gold.includes(id));
    return gold.includes(true) ? [{ rows: read(one, found).rows.map((row) => Float32Array.from(row)), gold }] : [];
  })], { kind: 'choice', hidden: 8, epochs: 12, decay: 1e-3, beginnings: 2 });

  const chosen = thirdOnly ? [] : cases.map((one) => {
    const { ranking } = read(one, one.search(false), passage);
    const list = sentenceCandidates(ranking, passagesRead);
    const has = list.map(({ sentence }) => one.asked.answers.some((answer) => squeeze(sentence.text).includes(answer)));
    const gold = list.map((candidate, at) => has[at] === true && one.asked.gold.includes(candidate.passage.chunk.id));
    return { one, order: ranking.chunks.map(({ chunk }) => one.asked.gold.includes(chunk.id)), gold, rows: list.map(({ features }) => Float32Array.from(features)), texts: list.map(({ sentence }) => squeeze(sentence.text)) };
  });
  const shopSentences = shops.map((shop) => {
    const ranking = reranked(shop, passage);
    const list = sentenceCandidates(ranking, passagesRead);
    return { shop, ranking, list, gold: list.map((each) => shop.answers.some((answer) => squeeze(each.sentence.text).includes(answer))), rows: list.map(({ features }) => Float32Array.from(features)) };
  });
  const sentence = thirdOnly ? sentenceNetwork : train(sentenceInputs, [...repeated(shopSentences.filter(({ shop, gold }) => fittedShop(shop) && gold.includes(true))), ...chosen.filter(({ one, gold }) => fitted(one) && gold.includes(true))], { kind: 'choice', hidden: 32, epochs: 12, decay: 4e-3, beginnings: 3 });

  const judged = cases.flatMap((one) => [false, true].flatMap((without) => {
    const { ranking } = read(one, one.search(without), passage);
    if (!without && !ranking.chunks.some(({ chunk }) => one.asked.gold.includes(chunk.id))) return [];
    const list = sentenceCandidates(ranking, passagesRead);
    const scores = list.map(({ features }) => evaluate(sentence, features));
    const best = scores.indexOf(Math.max(...scores));
    const candidate = list[best];
    if (!candidate) return [];
    return [{ one, there: !without, row: Float32Array.from(answerableFeatures(ranking, candidate, scores[best] ?? 0, softmax(scores)[best] ?? 0)) }];
  }));
  const judgedShops = shopSentences.flatMap(({ shop, ranking, list }) => {
    const scores = list.map(({ features }) => evaluate(sentence, features));
    const best = scores.indexOf(Math.max(...scores));
    const candidate = list[best];
    return candidate ? [{ shop, there: shop.answers.length > 0, row: Float32Array.from(answerableFeatures(ranking, candidate, scores[best] ?? 0, softmax(scores)[best] ?? 0)) }] : [];
  });
  const fittedJudged = judged.filter(({ one }) => fitted(one));
  const raw = train(answerableInputs, [...repeated(judgedShops.filter(({ shop }) => fittedShop(shop)), starterJudgements), ...fittedJudged].map(({ row, there }) => ({ rows: [row], gold: [there] })), { kind: 'yes-no', hidden: 6, epochs: 20, decay: 1e-3, beginnings: 8 });
  const threshold = quantile(fittedJudged.filter(({ there }) => there).map(({ row }) => evaluate(raw, row)), 1 - answeredShare);
  const answerable: Network = { ...raw, bias: Number((raw.bias - threshold).toPrecision(4)) };

  const shown = judgedShops.filter(({ shop }) => !fittedShop(shop));
  const ratio = (there: boolean): string => { const list = shown.filter((each) => each.there === there); return `${list.filter(({ row }) => evaluate(answerable, row) >= 0 === there).length}/${list.length}`; };
  console.log(`the other sample shop: answers ${ratio(true)}, declines ${ratio(false)}`);
  for (const set of questionSets) {
    const shown = chosen.filter(({ one }) => one.set === set && !fitted(one));
    if (shown.length === 0) continue;
    const share = (holds: (of: (typeof shown)[number]) => boolean): string => (shown.filter(holds).length / shown.length).toFixed(3);
    const quoted = ({ rows, texts, one }: (typeof shown)[number], least: number): boolean => {
      const probabilities = softmax(rows.map((row) => evaluate(sentence, row)));
      const best = probabilities.map((_, at) => at).sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0)).slice(0, 2).filter((at, place) => place === 0 || (probabilities[at] ?? 0) >= least);
      const text = best.sort((a, b) => a - b).map((at) => texts[at]).join('');
      return one.asked.answers.some((answer) => text.includes(answer));
    };
    const secondShown = (shown.filter(({ rows }) => (softmax(rows.map((row) => evaluate(sentence, row))).sort((a, b) => b - a)[1] ?? 0) >= worthQuoting).length / shown.length).toFixed(2);
    const judgedHere = judged.filter(({ one }) => one.set === set && !fitted(one));
    const answered = (there: boolean): number => { const list = judgedHere.filter((each) => each.there === there); return list.filter(({ row }) => evaluate(answerable, row) >= 0).length / list.length; };
    console.log(`${set}: hit@1 ${share(({ order }) => order[0] === true)} hit@5 ${share(({ order }) => order.slice(0, 5).includes(true))}; `
      + `one sentence ${share((each) => quoted(each, 2))}, two ${share((each) => quoted(each, worthQuoting))} in ${secondShown} of them, always two ${share((each) => quoted(each, 0))}; `
      + `answers ${answered(true).toFixed(3)}, declines ${(1 - answered(false)).toFixed(3)} (${shown.length} questions)`);
  }
  return { passage, sentence, answerable };
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

async function write(path: string, name: string, network: Network): Promise<void> {
  const text = JSON.stringify(network).replaceAll(/"(\w+)":/g, '$1: ').replaceAll("\"", "'").replaceAll(/,(?! )/g, ', ').replaceAll('{weights', '\n    {weights').replaceAll(/, (mean|scale|linear|bias|hidden): (?=\[|-?\d)/g, (whole, field: string) => (field === 'bias' && !whole.startsWith(',\n') ? whole : `,\n  ${field}: `));
  await writeFile(join(import.meta.dirname, '../core/features', path), `import type { Network } from '../../shared/text/network.ts';\n\n/** Made by bench/fit-ranking.ts; do not edit. */\nexport const ${name}: Network = ${text};\n`);
}

if (everything) {
  const networks = fitAll(() => true, () => true);
  if (!thirdOnly) {
    await write('search/passage-network.ts', 'passageNetwork', networks.passage);
    await write('answers/sentence-network.ts', 'sentenceNetwork', networks.sentence);
  }
  await write('answers/answerable-network.ts', 'answerableNetwork', networks.answerable);
} else {
  console.log(`${cases.length} questions, fitted on half of the articles:`);
  fitAll(({ fit }) => fit, ({ starter }) => starter === 'customer-service');
}
