import { stringify } from 'yaml';
import { SproutError } from '../../../contract/index.ts';
import type { ChatMessage } from '../../../ports/language-model.ts';
import { toFactorySettings } from './hyperparameters.ts';
import { jsonl, type Job, type JobFile } from './job.ts';
import { factoryRequirement } from './requirements.ts';

const set = 'sprout';

/** Its names for the templates of bases that Sprout trains. Without one it reads the base's own. */
const templates: readonly (readonly [RegExp, { readonly template: string; readonly enable_thinking?: boolean }])[] = [
  [/\/Qwen3-.*Instruct-2507/i, { template: 'qwen3_nothink' }], [/\/Qwen3-/i, { template: 'qwen3', enable_thinking: false }], [/\/Qwen2(\.5)?-/i, { template: 'qwen' }], [/\/SmolLM2-/i, { template: 'smollm2' }],
  [/\/(Meta-)?Llama-3/i, { template: 'llama3' }], [/\/Mistral-/i, { template: 'mistral' }],
];

/** A folder in which `llamafactory-cli train train.yaml` is run. @throws SproutError send-base-unpublished, send-option. */
export function llamaFactoryFiles(job: Job): JobFile[] {
  const { repository, options, rows, baseFile } = job;
  if (repository === undefined) throw new SproutError('send-base-unpublished', { base: baseFile });
  if (!Number.isInteger(options.alpha)) throw new SproutError('send-option', { option: 'alpha', value: options.alpha });
  const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0);
  const settings = {
    model_name_or_path: repository, stage: 'sft', do_train: true, finetuning_type: 'lora', ...toFactorySettings(options, { examples: rows.length, tokens }),
    dataset: set, dataset_dir: '.', ...templates.find(([pattern]) => pattern.test(repository))?.[1], train_on_prompt: false, mask_history: true, val_size: 0, packing: false,
    bf16: true, output_dir: 'adapter', logging_steps: 1, save_strategy: 'epoch', save_only_model: true, plot_loss: false, report_to: 'none',
  };
  return [
    { path: 'train.yaml', text: `# The same training as Sprout's, in the words of LLaMA-Factory.\n${stringify(settings, { lineWidth: 0, version: '1.1' })}` },
    { path: 'dataset_info.json', text: `${JSON.stringify({ [set]: { file_name: 'data.jsonl', formatting: 'sharegpt', columns: { messages: 'messages' }, tags: { role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant', system_tag: 'system' } } }, null, 2)}\n` },
    { path: 'data.jsonl', text: jsonl(rows.map(({ messages }) => ({ messages: inTurns(messages) }))) },
    { path: 'requirements.txt', text: `${factoryRequirement}\n` },
  ];
}

/**
 * Question and answer in turns, the question first, as LLaMA-Factory wants a conversation; it leaves others out with a warning. What one side says twice in a row
 * becomes one message; what the firm says before anything was asked belongs to the instructions.
 */
export function inTurns(messages: readonly ChatMessage[]): { role: string; content: string }[] {
  const asked = messages.findIndex(({ role }) => role === 'user');
  const isTold = ({ role }: ChatMessage, at: number): boolean => role === 'system' || at < asked;
  const system = messages.filter(isTold).map(({ content }) => content).join('\n\n');
  const turns: { role: string; content: string }[] = system === '' ? [] : [{ role: 'system', content: system }];
  for (const { role, content } of messages.filter((message, at) => !isTold(message, at))) {
    const last = turns.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else turns.push({ role, content });
  }
  return turns;
}
