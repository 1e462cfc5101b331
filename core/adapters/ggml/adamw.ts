import type { TrainingConfig } from '../../ports/trainer.ts';

export interface AdamState { readonly first: Float32Array; readonly second: Float32Array }

const momentum = 0.9;
const variance = 0.999;
const epsilon = 1e-8;

export const newAdamState = (length: number): AdamState => ({ first: new Float32Array(length), second: new Float32Array(length) });

/**
 * One AdamW step (Loshchilov & Hutter, as torch.optim.AdamW) on `values`, in place. `step` counts from 1; `gradients` are multiplied by `factor` first.
 */
export function adamwStep(values: Float32Array, gradients: Float32Array, { first, second }: AdamState, factor: number, rate: number, weightDecay: number, step: number): void {
  const stepSize = rate / (1 - momentum ** step);
  const secondCorrection = Math.sqrt(1 - variance ** step);
  const keep = 1 - rate * weightDecay;
  for (let at = 0; at < values.length; at += 1) {
    const gradient = (gradients[at] as number) * factor;
    const m = momentum * (first[at] as number) + (1 - momentum) * gradient;
    const v = variance * (second[at] as number) + (1 - variance) * gradient * gradient;
    first[at] = m;
    second[at] = v;
    values[at] = (values[at] as number) * keep - stepSize * m / (Math.sqrt(v) / secondCorrection + epsilon);
  }
}

/** Euclidean length. */
export function normOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** The rate of a step (from 1) of `steps`: up in a line, then down along a cosine to a tenth of the peak. */
export function learningRateAt(step: number, steps: number, { learningRate, warmup }: Pick<TrainingConfig, 'learningRate' | 'warmup'>): number {
  const rising = Math.ceil(steps * warmup);
  if (step <= rising) return learningRate * step / rising;
  const progress = (step - rising) / Math.max(1, steps - rising);
  return learningRate * (least + (1 - least) * (1 + Math.cos(Math.PI * progress)) / 2);
}

const least = 0.1;
