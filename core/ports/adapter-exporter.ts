import type { ExportFormat } from '../contract/index.ts';
import type { ModelFile } from './model-runtime.ts';

/** Writes a trained adapter in the forms that other programs read. */
export interface AdapterExporter {
  /**
   * `gguf`: the adapter as llama.cpp loads it, one file. `peft`: a folder with adapter_model.safetensors, adapter_config.json and a model
   * card. `merged`: the whole model with the change computed in, one GGUF in the base's own types.
   * @param out absolute path of the file or folder; written atomically.
   * @param card what the model card says about where the adapter came from, in Markdown.
   * @returns absolute paths of all files written. @throws SproutError disk-full, adapter-unsuited, file-unreadable; AbortError.
   */
  export(adapter: { readonly path: string; readonly base: ModelFile }, format: ExportFormat, out: string, options: { readonly card: string; readonly signal?: AbortSignal }): Promise<string[]>;
}
