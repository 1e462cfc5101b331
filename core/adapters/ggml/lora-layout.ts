import { loraTargets, type LoraTarget } from '../../ports/trainer.ts';
import type { Architecture } from './architecture.ts';
import { seeded } from './random.ts';

/** Projections that read the same input; their A matrices lie together and are multiplied at once. */
export const inputGroups = { attention: ['attn_q', 'attn_k', 'attn_v'], attentionOutput: ['attn_output'], feedForward: ['ffn_gate', 'ffn_up'], feedForwardDown: ['ffn_down'] } as const satisfies Record<string, readonly LoraTarget[]>;
export type InputGroup = keyof typeof inputGroups;

/**
 * One adapter's place in the flat list of parameters, in floats. A is [columns, rank]: llama.cpp's lora_a as it is. B lies transposed, [rows, rank]:
 * products with few ranks are fast only along the long side (ggml_out_prod 60 GFLOP/s against 4 for ggml_mul_mat with rank 8, one core of Zen 5).
 */
export interface LoraPart { readonly layer: number; readonly target: LoraTarget; readonly columns: number; readonly rows: number; readonly a: number; readonly b: number }

export interface LoraLayout {
  readonly rank: number; readonly scale: number; readonly length: number;
  readonly parts: readonly LoraPart[];
  /** Adapters of one group in one layer; empty where it has none. */
  group(layer: number, group: InputGroup): readonly LoraPart[];
}

/** Floats to which each matrix is aligned. */
const alignment = 16;
const aligned = (length: number): number => Math.ceil(length / alignment) * alignment;

export function layOutLora(architecture: Architecture, targets: readonly LoraTarget[], rank: number, alpha: number): LoraLayout {
  const { layers, width, hidden, heads, keyHeads, headSize } = architecture;
  const sizes: Record<LoraTarget, readonly [number, number]> = {
    attn_q: [width, heads * headSize], attn_k: [width, keyHeads * headSize], attn_v: [width, keyHeads * headSize], attn_output: [heads * headSize, width],
    ffn_gate: [width, hidden], ffn_up: [width, hidden], ffn_down: [hidden, width],
  };
  const parts: LoraPart[] = [];
  const groups = new Map<string, readonly LoraPart[]>();
  let length = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    for (const [group, members] of Object.entries(inputGroups)) {
      const chosen = loraTargets.filter((target) => targets.includes(target) && (members as readonly LoraTarget[]).includes(target));
      const own: LoraPart[] = [];
      let a = length;
      // The A matrices of a group follow each other without a gap.
      length += aligned(chosen.reduce((sum, target) => sum + sizes[target][0] * rank, 0));
      for (const target of chosen) {
        const [columns, rows] = sizes[target];
        own.push({ layer, target, columns, rows, a, b: length });
        a += columns * rank;
        length += aligned(rows * rank);
      }
      parts.push(...own);
      groups.set(`${layer} ${group}`, own);
    }
  }
  return { rank, scale: alpha / rank, length, parts, group: (layer, group) => groups.get(`${layer} ${group}`) ?? [] };
}

/** A uniform within ±1/√columns (PEFT's kaiming_uniform with a = √5), B zero: learning begins at the base model itself. */
export function initialLora(layout: LoraLayout, seed: number): Float32Array {
  const values = new Float32Array(layout.length);
  for (const [at, { a, columns }] of layout.parts.entries()) {
    const random = seeded(seed, 1, at);
    const limit = 1 / Math.sqrt(columns);
    for (let index = a; index < a + columns * layout.rank; index += 1) values[index] = (random() * 2 - 1) * limit;
  }
  return values;
}
