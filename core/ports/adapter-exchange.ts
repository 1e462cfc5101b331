import type { ModelFile } from './model-runtime.ts';
import type { LoraTarget } from './trainer.ts';

export interface PeftCard {
  /** The adapter's name, for its model card. */
  readonly name: string;
  /** The base model's name in the hub that the adapter is to be loaded with, where it is known. */
  readonly base?: string;
}

/** What an adapter that comes back must be. */
export interface AdapterExpectation {
  readonly rank: number; readonly alpha: number; readonly targets: readonly LoraTarget[];
  /** Name of its base on a hub; undefined where that is not known. */
  readonly repository: string | undefined;
}

/** Takes trained adapters out of Sprout and others' in. Every file is written whole or not at all. */
export interface AdapterExchange {
  /** A folder with adapter_model.safetensors, adapter_config.json and README.md, as PEFT and vLLM load them. @throws SproutError adapter-damaged, adapter-mismatch, disk-full. */
  exportPeft(model: ModelFile, adapter: string, folder: string, card: PeftCard, signal?: AbortSignal): Promise<void>;
  /** The base model with the adapter worked in, in the base's own types: one GGUF file for programs that know no adapters. @throws SproutError as exportPeft. */
  exportMerged(model: ModelFile, adapter: string, file: string, signal?: AbortSignal): Promise<void>;
  /**
   * A PEFT folder, a zip of one, or a GGUF adapter of any maker, as an adapter of Sprout's for this base model.
   * @throws SproutError adapter-damaged (also where a number is not finite, or all are zero), adapter-mismatch; sent-other when it is not what was expected.
   */
  import(model: ModelFile, source: string, file: string, expected?: AdapterExpectation, signal?: AbortSignal): Promise<void>;
}
