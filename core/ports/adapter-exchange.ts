import type { ModelFile } from './model-runtime.ts';

export interface PeftCard {
  /** The adapter's name, for its model card. */
  readonly name: string;
  /** The base model's name in the hub that the adapter is to be loaded with, where it is known. */
  readonly base?: string;
}

/** Takes trained adapters out of Sprout and others' in. Every file is written whole or not at all. */
export interface AdapterExchange {
  /** A folder with adapter_model.safetensors, adapter_config.json and README.md, as PEFT and vLLM load them. @throws SproutError adapter-damaged, adapter-mismatch, disk-full. */
  exportPeft(model: ModelFile, adapter: string, folder: string, card: PeftCard, signal?: AbortSignal): Promise<void>;
  /** The base model with the adapter worked in, in the base's own types: one GGUF file for programs that know no adapters. @throws SproutError as exportPeft. */
  exportMerged(model: ModelFile, adapter: string, file: string, signal?: AbortSignal): Promise<void>;
  /** A PEFT folder, or a GGUF adapter of any maker, as an adapter of Sprout's for this base model. @throws SproutError adapter-damaged, adapter-mismatch. */
  import(model: ModelFile, source: string, file: string, signal?: AbortSignal): Promise<void>;
}
