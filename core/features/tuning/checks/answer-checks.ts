import type { Example, ExampleFinding, Locale, RecipeMeasure } from '../../../contract/index.ts';
import { fold } from '../../../shared/text/fold.ts';
import { unitsOf } from '../../../shared/text/units.ts';
import { formOf } from '../judging/forms.ts';
import { checkText, listed } from './check-texts.ts';
import { plainText } from './duplicates.ts';

/** Answers that are the same everywhere and say nothing. Compared with the whole answer, folded. */
const empty = /^(?:(?:ok|okay|yes|no|thanks?|thank you|n\/a|none|null|nan|todo|tbd|test|lorem ipsum.*|see above|as above|-+|\.+|好的?|收到|谢谢|您好|你好|在的?|亲|嗯+|无|暂无|待补充|同上|略|测试)[\s.。!！~～]*)$/;
const stock = /^(?:thank you for (?:contacting|your (?:message|mail|email))[^.]*\.?|this is an automatic reply.*|i am (?:currently )?out of (?:the )?office.*|自动回复.*|(?:您好|你好)[,，]?(?:请问)?有什么(?:可以)?(?:帮|为)您.{0,10}|感谢您的来信.{0,15}|亲[,，]?在的?.{0,10})$/s;
const leastUnits = 2;
/** So many different questions with one answer. */
const sameAnswer = 5;
const leastPerLabel = 3;
const mostShare = 0.7;

/** Answers that are missing, say nothing, or are all the same. */
export function answerChecks(examples: readonly Example[], measure: RecipeMeasure, locale: Locale): ExampleFinding[] {
  const free = measure === 'style' || measure === 'facts';
  const of = (kind: ExampleFinding['kind'], severity: ExampleFinding['severity'], list: readonly Example[]): ExampleFinding[] => (
    list.length === 0 ? [] : [{ kind, severity, message: checkText(kind === 'empty-answer' || kind === 'boilerplate' || kind === 'not-json' ? kind : 'too-short', locale), examples: list.map(({ id }) => id) }]
  );
  const answered = examples.filter(({ answer }) => answer.trim() !== '');
  const says = (example: Example): boolean => { const text = fold(example.answer).trim(); return !(free && (empty.test(text) || stock.test(text))); };
  const short = answered.filter((example) => says(example) && (unitsOf(fold(example.question)).length < (free ? leastUnits : 1) || (free && unitsOf(fold(example.answer)).length < leastUnits)));
  return [
    ...of('empty-answer', 'error', examples.filter(({ answer }) => answer.trim() === '')),
    ...of('boilerplate', 'warning', answered.filter((example) => !says(example))),
    ...of('too-short', 'notice', short),
    ...(free ? repeated(answered.filter(says), locale) : []),
    ...(measure === 'json' ? [...of('not-json', 'error', answered.filter(({ answer }) => formOf(answer) === undefined)), ...otherFields(answered, locale)] : []),
    ...(measure === 'label' ? labels(answered, locale) : []),
  ];
}

function repeated(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const byAnswer = new Map<string, Map<string, string>>();
  for (const { id, question, answer } of examples) {
    const questions = byAnswer.get(plainText(answer)) ?? new Map<string, string>();
    questions.set(plainText(question), id);
    byAnswer.set(plainText(answer), questions);
  }
  return [...byAnswer.values()].filter(({ size }) => size >= sameAnswer).map((questions): ExampleFinding => ({
    kind: 'boilerplate', severity: 'warning', message: checkText('boilerplate-same', locale, { count: questions.size }), examples: [...questions.values()],
  }));
}

function otherFields(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const forms = examples.flatMap(({ id, answer }) => { const form = formOf(answer); return form ? [{ id, fields: Object.keys(form).sort().join(', ') }] : []; });
  const counts = Map.groupBy(forms, ({ fields }) => fields);
  const [, ...rarer] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return rarer.map(([fields, list]): ExampleFinding => ({ kind: 'not-json', severity: 'warning', message: checkText('other-fields', locale, { fields: listed(fields.split(', ')) }), examples: list.map(({ id }) => id) }));
}

function labels(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const counts = Map.groupBy(examples, ({ answer }) => plainText(answer));
  return [...counts.values()].flatMap((list): ExampleFinding[] => {
    const label = list[0]?.answer.trim() ?? '';
    const share = list.length / examples.length;
    if (share > mostShare && examples.length > leastPerLabel) return [{ kind: 'imbalance', severity: 'warning', message: checkText('imbalance-much', locale, { label, share: Math.round(share * 100) }), examples: list.map(({ id }) => id) }];
    if (list.length < leastPerLabel) return [{ kind: 'imbalance', severity: 'warning', message: checkText('imbalance-few', locale, { label, count: list.length, least: leastPerLabel }), examples: list.map(({ id }) => id) }];
    return [];
  });
}
