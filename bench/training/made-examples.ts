import { seeded } from '../../core/adapters/ggml/random.ts';
import type { TrainingSequence } from '../../core/ports/trainer.ts';

const words = 20_000;

/** Examples of drawn tokens, `tokens` to learn from (one more is the last label) with `answer` of them scored. With `spread` their lengths lie evenly between 0.4 and 1.6 times that. */
export function madeExamples(count: number, tokens: number, answer: number, spread = false): readonly TrainingSequence[] {
  return Array.from({ length: count }, (_, at) => {
    const random = seeded(21, at);
    const length = 1 + (spread ? Math.round(tokens * (0.4 + 1.2 * random())) : tokens);
    const scored = spread ? Math.round(length * answer / tokens) : answer;
    return { tokens: Int32Array.from({ length }, () => 300 + Math.floor(random() * words)), scored: Uint8Array.from({ length }, (__, place) => (place >= length - scored ? 1 : 0)) };
  });
}
