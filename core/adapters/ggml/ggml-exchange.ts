import { SproutError } from '../../contract/index.ts';
import type { AdapterExchange } from '../../ports/adapter-exchange.ts';
import type { GgmlTrainerOptions } from './ggml-trainer.ts';
import type { TrainerTask } from './trainer-messages.ts';
import { runTask } from './trainer-process.ts';

/** Exports and imports by ggml, each in a process of its own: adapters come from strangers. */
export function createAdapterExchange({ library, niceness }: Pick<GgmlTrainerOptions, 'library' | 'niceness'>): AdapterExchange {
  const perform = async (task: TrainerTask, signal: AbortSignal | undefined): Promise<void> => {
    let written = false;
    for await (const message of runTask({ library: library(), niceness }, task, signal)) written ||= message.type === 'written';
    if (!written) throw new SproutError('training-crashed');
  };
  return {
    exportPeft: (model, adapter, folder, card, signal) => perform({ type: 'export-peft', model: model.path, adapter, to: folder, card }, signal),
    exportMerged: (model, adapter, file, signal) => perform({ type: 'export-merged', model: model.path, adapter, to: file }, signal),
    import: (model, source, file, expected, signal) => perform({ type: 'import', model: model.path, adapter: source, to: file, expected }, signal),
  };
}
