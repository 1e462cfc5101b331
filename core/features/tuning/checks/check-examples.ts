import type { Example, ExampleFinding, Locale, Recipe } from '../../../contract/index.ts';
import { answerChecks } from './answer-checks.ts';
import { checkText, listed } from './check-texts.ts';
import { contradictions } from './contradictions.ts';
import { duplicates, nearDuplicates } from './duplicates.ts';
import { personalData, type AskedData } from '../../../shared/personal-data/index.ts';

/** In so many answers, and in this share of them, something personal is the firm's own. */
const ownAnswers = 3;
const ownShare = 0.1;
const severities = { error: 0, warning: 1, notice: 2 } as const;

/** What an owner should look at before training; dropped examples are not looked at. The gravest first. */
export function checkExamples(all: readonly Example[], { measure, least, enough }: Recipe, locale: Locale): ExampleFinding[] {
  const examples = all.filter(({ state }) => state !== 'dropped');
  const found = [...answerChecks(examples, measure, locale), ...duplicates(examples, locale), ...nearDuplicates(examples, locale), ...contradictions(examples, measure, locale), ...personal(examples, locale)];
  const forbidden = forbiddenIn(found);
  const usable = examples.filter(({ id }) => !forbidden.has(id)).length;
  if (usable < least) found.push({ kind: 'too-few', severity: 'error', message: checkText('too-few', locale, { count: usable, least, enough }), examples: [] });
  else if (usable < enough) found.push({ kind: 'too-few', severity: 'notice', message: checkText('few', locale, { count: usable, enough }), examples: [] });
  return found.sort((a, b) => severities[a.severity] - severities[b.severity]);
}

/** Examples that must not be trained with as they are. */
export function forbiddenIn(findings: readonly ExampleFinding[]): Set<string> {
  return new Set(findings.filter(({ severity }) => severity === 'error').flatMap(({ examples }) => examples));
}

function personal(examples: readonly Example[], locale: Locale): ExampleFinding[] {
  const read = examples.map((example) => {
    const answer = personalData(example.answer);
    return { example, answer, all: [...personalData([...example.before.map(({ content }) => content), example.question].join('\n')), ...answer] };
  });
  const counts = new Map<string, number>();
  for (const { answer } of read) for (const { text } of answer) counts.set(text, (counts.get(text) ?? 0) + 1);
  const isOwn = ({ text }: Pick<AskedData, 'text'>): boolean => { const count = counts.get(text) ?? 0; return count >= ownAnswers && count >= examples.length * ownShare; };
  const single = read.flatMap(({ example, all }): ExampleFinding[] => {
    const others = all.filter((one) => !isOwn(one));
    if (others.length === 0) return [];
    const grave = others.filter(({ kind }) => kind !== 'name');
    const shown = [...new Set((grave.length > 0 ? grave : others).map(({ text }) => text))];
    return [{ kind: 'personal-data', severity: grave.length > 0 ? 'warning' : 'notice', message: checkText(grave.length > 0 ? 'personal-data' : 'personal-name', locale, { found: listed(shown) }), examples: [example.id], found: shown }];
  });
  const own = [...counts.keys()].filter((text) => isOwn({ text }));
  if (own.length === 0) return single;
  return [...single, { kind: 'personal-data', severity: 'notice', message: checkText('own-data', locale, { found: listed(own) }), examples: read.filter(({ answer }) => answer.some(isOwn)).map(({ example }) => example.id), found: own }];
}
