import type { RecipeMeasure, Verdict } from '../../../contract/index.ts';

export type Evidence = Pick<Verdict, 'loss' | 'measure' | 'forgetting' | 'judged'>;

/** So many hidden examples must there be to tell anything, and so many blind choices to count. */
const leastExamples = 5;
const leastChoices = 5;
/** A loss that fell by less has not learnt. */
const learns = 0.02;
/** Below it a score is as good as none: nothing was learnt that counts, whatever the loss says. */
const useless = 0.1;
/** Scores that differ by less, or by less than half an example, are the same. */
const noticeable = 0.03;

const names: Readonly<Record<RecipeMeasure, { en: string; zh: string }>> = {
  style: { en: 'likeness to your own writing', zh: '与您行文的相似度' }, facts: { en: 'facts kept exactly', zh: '准确保留的事实' },
  label: { en: 'right labels', zh: '正确标签' }, json: { en: 'right fields', zh: '正确字段' },
};

/** Keep it, or do not, and why; in one sentence. What speaks against it comes first. */
export function decide(evidence: Evidence): Pick<Verdict, 'decision' | 'reason' | 'sentence'> {
  const { loss, measure, forgetting, judged } = evidence;
  const name = names[measure.kind];
  const percent = (score: number | null): string => `${Math.round((score ?? 0) * 100)} %`;
  const margin = Math.max(noticeable, 0.5 / Math.max(1, measure.examples));
  const fell = Math.round((1 - loss.after / Math.max(1e-9, loss.before)) * 100);
  const { prompt, documents, tuned } = measure;

  if (loss.examples < leastExamples) {
    return say('unsure', 'too-few', `Only ${loss.examples} hidden examples were there to judge by; add more before you rely on it.`, `只有 ${loss.examples} 条隐藏示例可供判断；请先补充示例再使用。`);
  }
  if (!(loss.after <= loss.before * (1 - learns))) {
    return say('discard', 'not-learnt', 'Do not keep it: on examples it had not seen it is no better than before. More and clearer examples are needed.', '不建议保留：在没见过的示例上，它并不比训练前好。需要更多、更清楚的示例。');
  }
  if (!forgetting.ok) {
    return say('discard', 'forgets', 'Do not keep it: it learnt your examples, but got noticeably worse at everything else. Train fewer rounds.', '不建议保留：它学会了您的示例，但在其他方面明显变差。请减少训练轮数。');
  }
  if (judged.tuned + judged.base >= leastChoices && judged.base > judged.tuned) {
    return say('discard', 'owner-prefers-base', `Do not keep it: without knowing which was which, you preferred the untrained answers ${judged.base} times of ${judged.pairs}.`, `不建议保留：在不知情的对比中，${judged.pairs} 次里您有 ${judged.base} 次更喜欢未训练的回答。`);
  }
  if (tuned !== null && prompt !== null) {
    const best = Math.max(prompt, documents ?? 0);
    if (Math.max(best, tuned) < useless) {
      return say('discard', 'not-learnt', `Do not keep it: ${name.en} stay at ${percent(tuned)}, before as after. The model may be too small for this, or the examples too few.`, `不建议保留：${name.zh}训练前后都只有 ${percent(tuned)}。模型可能太小，或示例太少。`);
    }
    if (tuned < prompt - margin) {
      return say('discard', 'worse', `Do not keep it: with instructions alone the model reaches ${percent(prompt)} (${name.en}), after the training ${percent(tuned)}.`, `不建议保留：只靠说明，模型的${name.zh}为 ${percent(prompt)}，训练后为 ${percent(tuned)}。`);
    }
    if (documents !== null && documents > prompt && documents >= tuned - margin) {
      return say('discard', 'documents-enough', `You do not need it: with your documents the untrained model does as well (${name.en} ${percent(documents)}, trained ${percent(tuned)}).`, `不需要保留：未训练的模型配合您的文档已经同样好（${name.zh} ${percent(documents)}，训练后 ${percent(tuned)}）。`);
    }
    if (tuned < prompt + margin) {
      return say('discard', 'prompt-enough', `You do not need it: instructions alone do as well (${name.en} ${percent(prompt)}, trained ${percent(tuned)}).`, `不需要保留：只靠说明已经同样好（${name.zh} ${percent(prompt)}，训练后 ${percent(tuned)}）。`);
    }
    return say('keep', 'helps', `Keep it: on ${measure.examples} examples it had not seen, ${name.en} went from ${percent(best)} to ${percent(tuned)}.`, `建议保留：在 ${measure.examples} 条没见过的示例上，${name.zh}从 ${percent(best)} 提高到 ${percent(tuned)}。`);
  }
  return say('keep', 'learns', `Keep it: examples it had not seen surprise it ${fell} % less than before. Ask it a few questions of your own to be sure.`, `建议保留：对没见过的示例，它的预测误差比训练前低 ${fell}%。请自己再问几个问题确认。`);
}

const say = (decision: Verdict['decision'], reason: Verdict['reason'], en: string, zh: string): Pick<Verdict, 'decision' | 'reason' | 'sentence'> => ({ decision, reason, sentence: { en, zh } });
