import { GgufError, type Gguf } from './read-gguf.ts';

/** A LoRA adapter's header. */
export interface AdapterFacts {
  readonly architecture: string;
  /** The change to a weight is alpha / rank × B·A. */
  readonly rank: number;
  readonly alpha: number;
  /** What the file says it was made for, as people call it. */
  readonly baseName: string | undefined;
  /** Weights that it changes, with their size: columns (inputs) and rows (outputs). */
  readonly targets: ReadonlyMap<string, readonly [columns: number, rows: number]>;
}

export const isAdapter = ({ metadata }: Gguf): boolean => metadata.get('general.type') === 'adapter';

/** @throws GgufError when it is no LoRA adapter that could be applied. */
export function describeAdapter({ metadata, tensors }: Gguf): AdapterFacts {
  const text = (key: string): string | undefined => { const value = metadata.get(key); return typeof value === 'string' ? value : undefined; };
  const kind = text('adapter.type');
  if (kind !== 'lora') throw new GgufError(`it is an addition of another kind (${kind ?? 'unnamed'})`);
  const architecture = text('general.architecture');
  if (architecture === undefined) throw new GgufError('it does not say which kind of model it is for');
  const sizes = new Map(tensors.map(({ name, dimensions }) => [name, dimensions]));
  const targets = new Map<string, readonly [number, number]>();
  let rank = 0;
  for (const [name, [columns = 0, inner = 1]] of sizes) {
    if (!name.endsWith('.lora_a')) continue;
    const target = name.slice(0, -'.lora_a'.length);
    const [innerOther = 0, rows = 1] = sizes.get(`${target}.lora_b`) ?? [];
    if (inner !== innerOther) throw new GgufError(`its parts for "${target}" do not match`);
    targets.set(target, [columns, rows]);
    rank = Math.max(rank, inner);
  }
  if (targets.size === 0) throw new GgufError('it changes no weight');
  const alpha = metadata.get('adapter.lora.alpha');
  return { architecture, rank, alpha: typeof alpha === 'number' && alpha > 0 ? alpha : rank, baseName: text('general.base_model.0.name') ?? text('general.basename') ?? text('general.name'), targets };
}

/** Whether an adapter can be applied to a model: the same architecture, and every weight it changes is there in that size. */
export function adapterFits(adapter: AdapterFacts, model: { readonly architecture: string; readonly shapes: ReadonlyMap<string, readonly number[]> }): boolean {
  return adapter.architecture === model.architecture && [...adapter.targets].every(([name, [columns, rows]]) => {
    const [width, height = 1] = model.shapes.get(name) ?? [];
    return width === columns && height === rows;
  });
}
