import { SproutError } from '../../contract/index.ts';
import { loraTargets, type LoraTarget } from '../../ports/trainer.ts';
import { loraModules, moduleName } from '../../shared/lora-modules.ts';
import { turned, type Adapter } from './adapter-file.ts';
import type { Architecture } from './architecture.ts';
import { layOutLora } from './lora-layout.ts';
import type { SafeTensor } from './safetensors.ts';

const tensorName = /layers\.(\d+)\.((?:self_attn|mlp)\.[a-z]+_proj)\.lora_([AB])(?:\.default)?\.weight$/;

export interface PeftConfig { readonly r: number; readonly lora_alpha: number; readonly target_modules: readonly string[]; readonly use_rslora?: boolean; readonly [key: string]: unknown }

/** The adapter as PEFT names and orders it. */
export function toPeft({ layout, values }: Adapter, architecture: Architecture): readonly SafeTensor[] {
  return layout.parts.flatMap(({ layer, target, columns, rows, a, b }) => {
    const name = `base_model.model.model.layers.${layer}.${loraModules[target]}.lora_`;
    const down = values.slice(a, a + columns * layout.rank);
    const up = inRowOrder(turned(values.subarray(b, b + rows * layout.rank), rows, layout.rank), target, rows, layout.rank, architecture, 'peft');
    return [{ name: `${name}A.weight`, shape: [layout.rank, columns], values: down }, { name: `${name}B.weight`, shape: [rows, layout.rank], values: up }];
  });
}

export function peftConfig({ layout, alpha }: Adapter, base: string): PeftConfig {
  const targets = new Set(layout.parts.map(({ target }) => target));
  return {
    peft_type: 'LORA', task_type: 'CAUSAL_LM', base_model_name_or_path: base, r: layout.rank, lora_alpha: alpha, lora_dropout: 0, bias: 'none', fan_in_fan_out: false, inference_mode: true,
    init_lora_weights: true, modules_to_save: null, target_modules: loraTargets.filter((target) => targets.has(target)).map(moduleName), use_rslora: false, use_dora: false,
  };
}

/** @throws SproutError adapter-damaged, adapter-mismatch with `file`. */
export function fromPeft(tensors: readonly SafeTensor[], config: PeftConfig, architecture: Architecture, file: string): Adapter {
  const damaged = (reason: string): SproutError => new SproutError('adapter-damaged', { file, reason });
  const found = new Map<string, SafeTensor>();
  const targets = new Set<LoraTarget>();
  for (const tensor of tensors) {
    const [, layer = '', module = '', which = ''] = tensorName.exec(tensor.name) ?? [];
    const target = loraTargets.find((candidate) => loraModules[candidate] === module);
    if (target === undefined) throw damaged(`"${tensor.name}" is not a projection that Sprout knows`);
    if (Number(layer) >= architecture.layers) throw new SproutError('adapter-mismatch', { file, reason: 'more layers' });
    targets.add(target);
    found.set(`${Number(layer)} ${target} ${which}`, tensor);
  }
  const { r: rank, lora_alpha: given } = config;
  if (!Number.isInteger(rank) || rank < 1 || typeof given !== 'number') throw damaged('adapter_config.json has no rank or alpha');
  // Laid out for a rank that no tensor has, it could take all memory.
  if (![...found].some(([name, { shape, values }]) => name.endsWith(' A') && shape[0] === rank && values.length >= rank)) throw damaged(`no part of it has the rank ${rank} that adapter_config.json names`);
  if (config['use_dora'] === true) throw damaged('it is a DoRA, not a LoRA');
  // Rank-stabilised LoRA divides by the rank's root.
  const alpha = config.use_rslora === true ? given * Math.sqrt(rank) : given;
  const layout = layOutLora(architecture, loraTargets.filter((target) => targets.has(target)), rank, alpha);
  const values = new Float32Array(layout.length);
  for (const { layer, target, columns, rows, a, b } of layout.parts) {
    const down = found.get(`${layer} ${target} A`);
    const up = found.get(`${layer} ${target} B`);
    if (!down || !up) continue;
    if (down.shape[0] !== rank || down.shape[1] !== columns || up.shape[0] !== rows || up.shape[1] !== rank) throw new SproutError('adapter-mismatch', { file, reason: `${target} has another shape` });
    values.set(down.values, a);
    values.set(turned(inRowOrder(up.values, target, rows, rank, architecture, 'gguf'), rank, rows), b);
  }
  return { layout, values, alpha };
}

/**
 * llama's GGUF files hold the rows of queries and keys in pairs (i, i + half) beside each other, as its turning by positions wants them; the models they are made from hold
 * halves (convert_hf_to_gguf.py, LlamaModel.permute). Matrix [rows, rank], rank fastest.
 */
function inRowOrder(matrix: Float32Array, target: LoraTarget, rows: number, rank: number, { permuted, headSize }: Architecture, order: 'peft' | 'gguf'): Float32Array {
  if (!permuted || (target !== 'attn_q' && target !== 'attn_k')) return matrix;
  const result = new Float32Array(matrix.length);
  const half = headSize / 2;
  for (let row = 0; row < rows; row += 1) {
    const head = row - row % headSize;
    const at = row - head;
    // Row `at` of a head in PEFT's order (halves) is row `paired` in GGUF's.
    const paired = head + at % half * 2 + Math.floor(at / half);
    const [from, to] = order === 'peft' ? [paired, row] : [row, paired];
    result.set(matrix.subarray(from * rank, (from + 1) * rank), to * rank);
  }
  return result;
}
