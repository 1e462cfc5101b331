import type { TrainingOptions } from '../../../contract/index.ts';
import { loraTargets } from '../../../ports/trainer.ts';
import { loraModules, moduleName } from '../../../shared/lora-modules.ts';

type PlainOption = Exclude<keyof TrainingOptions, 'targets'>;
type SharedOption = Exclude<PlainOption, 'accumulation' | 'warmup'>;

/** What an option is called in a Ray job's settings.json. */
const settingNames = {
  rank: 'rank', alpha: 'alpha', dropout: 'dropout', epochs: 'epochs', learningRate: 'learning_rate', warmup: 'warmup', weightDecay: 'weight_decay', clip: 'clip', sequenceTokens: 'sequence_tokens', accumulation: 'accumulation', seed: 'seed',
} as const satisfies Record<PlainOption, string>;

/** And in LLaMA-Factory's, where it means the same. */
const factoryNames = {
  rank: 'lora_rank', alpha: 'lora_alpha', dropout: 'lora_dropout', epochs: 'num_train_epochs', learningRate: 'learning_rate', weightDecay: 'weight_decay', clip: 'max_grad_norm', sequenceTokens: 'cutoff_len', seed: 'seed',
} as const satisfies Record<SharedOption, string>;

export type JobSettings = Record<(typeof settingNames)[PlainOption], number> & { target_modules: string[] };
export type FactorySettings = Record<(typeof factoryNames)[SharedOption] | 'per_device_train_batch_size' | 'gradient_accumulation_steps' | 'warmup_steps', number> & { lora_target: string; lr_scheduler_type: string; lr_scheduler_kwargs: { min_lr_rate: number } };

/** The rate ends at this share of its peak, as in core/adapters/ggml/adamw.ts. */
export const lowestRate = 0.1;

export function toJobSettings(options: TrainingOptions): JobSettings {
  return { ...renamed(options, settingNames), target_modules: modulesOf(options) };
}

/** @throws TypeError where one is missing. */
export function fromJobSettings(settings: JobSettings): TrainingOptions {
  return { ...renamedBack(settings, settingNames), targets: targetsOf(settings.target_modules) };
}

/** How much there is to learn from: one example, and tokens that it takes. */
export interface Amount { readonly examples: number; readonly tokens: number }

/**
 * LLaMA-Factory has one example a row where Sprout packs several, so as many rows are added up before a step as a step here holds on average. Its warm-up is
 * given in steps: shares of them are called differently in each version of transformers.
 */
export function toFactorySettings(options: TrainingOptions, { examples, tokens }: Amount): FactorySettings {
  const packs = Math.ceil(tokens / options.sequenceTokens);
  const rows = Math.max(1, Math.round(examples / Math.max(1, Math.ceil(packs / options.accumulation))));
  const steps = options.epochs * Math.ceil(examples / rows);
  return {
    ...renamed(options, factoryNames), lora_target: modulesOf(options).join(','), per_device_train_batch_size: 1, gradient_accumulation_steps: rows, warmup_steps: Math.ceil(steps * options.warmup),
    lr_scheduler_type: 'cosine_with_min_lr', lr_scheduler_kwargs: { min_lr_rate: lowestRate },
  };
}

/** All but what depends on the number of rows. */
export function fromFactorySettings(settings: FactorySettings): Omit<TrainingOptions, 'accumulation' | 'warmup'> {
  return { ...renamedBack(settings, factoryNames), targets: targetsOf(settings.lora_target.split(',')) };
}

/** In Sprout's order, in which first weights are drawn. */
const modulesOf = ({ targets }: TrainingOptions): string[] => loraTargets.filter((target) => targets.includes(target)).map(moduleName);
const targetsOf = (modules: readonly string[]): TrainingOptions['targets'] => loraTargets.filter((target) => modules.includes(moduleName(target)) || modules.includes(loraModules[target]));

function renamed<Option extends PlainOption, Name extends string>(options: TrainingOptions, names: Readonly<Record<Option, Name>>): Record<Name, number> {
  return Object.fromEntries((Object.entries(names) as [Option, Name][]).map(([option, name]) => [name, options[option]])) as Record<Name, number>;
}

function renamedBack<Option extends PlainOption, Name extends string>(settings: Readonly<Record<Name, number>>, names: Readonly<Record<Option, Name>>): Record<Option, number> {
  return Object.fromEntries((Object.entries(names) as [Option, Name][]).map(([option, name]) => {
    if (typeof settings[name] !== 'number') throw new TypeError(`${name} is missing.`);
    return [option, settings[name]];
  })) as Record<Option, number>;
}
