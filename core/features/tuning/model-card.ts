import type { Recipe, TrainingRun } from '../../contract/index.ts';

/** What goes with an exported adapter, in Markdown: base, data in numbers, how it was trained and judged. No example leaves with it. */
export function modelCard(run: TrainingRun, recipe: Recipe, examples: number): string {
  const { name, base, options, verdict, losses, createdAt } = run;
  const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  return [
    `# ${name}`, '', `A LoRA adapter for \`${base}\`, trained with Sprout by the recipe "${recipe.title.en}" on ${createdAt.slice(0, 10)}.`, '',
    '## Training', '', `- Examples: ${examples}, of which ${verdict?.loss.examples ?? 0} were hidden for judging`, `- Rank ${options.rank}, alpha ${options.alpha}, dropout ${options.dropout}, on ${options.targets.join(', ')}`,
    `- ${options.epochs} epochs, ${run.steps} steps, AdamW at ${options.learningRate}, seed ${options.seed}`, `- Loss of the last step: ${number(losses.at(-1)?.loss ?? null)}`,
    ...(verdict ? ['', '## Verdict', '', verdict.sentence.en, '', `- Loss on hidden examples: ${number(verdict.loss.before)} before, ${number(verdict.loss.after)} after`, `- ${verdict.measure.kind}: ${number(verdict.measure.prompt)} with instructions alone, ${number(verdict.measure.documents)} with documents, ${number(verdict.measure.tuned)} trained`, `- Loss on general questions: ${number(verdict.forgetting.before)} before, ${number(verdict.forgetting.after)} after`] : []),
    '', 'The licence of the base model applies to what is made with this adapter.', '',
  ].join('\n');
}
