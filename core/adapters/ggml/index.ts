export { createAdapterExchange } from './ggml-exchange.ts';
export { createGgmlTrainer } from './ggml-trainer.ts';
export type { GgmlTrainerOptions } from './ggml-trainer.ts';
export type { GgmlLibrary } from './libggml.ts';
