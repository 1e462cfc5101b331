import type { AdapterWeights } from './adapter-weights.ts';
import type { BaseModel } from './base-model.ts';
import { cardTraits } from './card.ts';
import { Graph, integer, type CardTraits, type Node, type RopeSettings } from './graph.ts';
import { scoreLabels, type Head } from './head.ts';
import { layer, type Keep, type LayerInputs, type Step } from './layer.ts';
import { ggmlType, type Libggml, type Pointer } from './libggml.ts';
import { inputGroups, type InputGroup } from './lora-layout.ts';
import type { Pack } from './pack.ts';
import { newCpuProcessor, newGraphicsProcessor, type Processor } from './processor.ts';
import { seeded } from './random.ts';

/** Inputs of the adapters that are left out in this pass. */
export interface Dropout { readonly share: number; readonly seed: number; readonly step: number; readonly part: number }

interface Built { readonly graph: Graph; readonly inputs: readonly { readonly node: Node; readonly data: Int32Array | Float32Array }[]; readonly head: Head | undefined; readonly logits: Node | undefined }
interface BuildOptions { readonly mode: 'logits' | 'loss' | 'learn'; readonly keep: Keep; readonly dropout: Dropout | undefined }

/** Nodes of a layer besides attention, and of one block of attention; both ways, computed twice at worst. */
const layerNodes = 360;
const blockNodes = 90;
const leastBlock = 32;
/** A probability below this is taken for this: its logarithm is all that is told of it. */
const smallest = 1e-37;

/** Runs packs through a base model and an adapter: logits, losses, gradients. */
export class Engine {
  readonly #lib: Libggml;
  readonly #base: BaseModel;
  readonly #adapter: AdapterWeights | undefined;
  readonly #processor: Processor;
  readonly #card: CardTraits | undefined;
  #context: Pointer = null;
  #contextNodes = 0;
  /** What `learn` keeps for its way back. */
  keep: Keep = 'dear';

  /** Computes where the base's weights are. `threads` of the processor at most. */
  constructor(lib: Libggml, base: BaseModel, adapter: AdapterWeights | undefined, threads: number) {
    this.#lib = lib;
    this.#base = base;
    this.#adapter = adapter;
    this.#card = base.device && cardTraits(lib, base.device);
    this.#processor = base.device ? newGraphicsProcessor(lib, base.device, threads) : newCpuProcessor(lib, threads);
  }

  /** Working memory that learning from a pack would take. */
  needed(pack: Pack, keep: Keep): number {
    return this.#processor.needed(this.#build(pack, { mode: 'learn', keep, dropout: undefined }).graph.graph);
  }

  /** [rows of the pack, vocabulary] */
  logits(pack: Pack): Float32Array {
    const { logits } = this.#run(pack, { mode: 'logits', keep: 'all', dropout: undefined });
    return this.#processor.read((logits as Node).at).slice();
  }

  /** Summed loss of the pack's scored tokens, in nats. */
  loss(pack: Pack): number {
    return this.#sumLoss(this.#run(pack, { mode: 'loss', keep: 'all', dropout: undefined }).head as Head);
  }

  /** Like `loss`; the adapter's `gradients` then hold the summed loss's gradient times `lossScale`. */
  learn(pack: Pack, dropout?: Dropout): number {
    return this.#sumLoss(this.#run(pack, { mode: 'learn', keep: this.keep, dropout: dropout && dropout.share > 0 ? dropout : undefined }).head as Head);
  }

  close(): void {
    this.#processor.close();
    if (this.#context !== null) this.#lib.freeContext(this.#context);
  }

  #run(pack: Pack, options: BuildOptions): Built {
    let built = this.#build(pack, options);
    while (!this.#processor.allocate(built.graph.graph)) built = this.#build(pack, options);
    for (const { node, data } of built.inputs) this.#processor.write(node.at, data);
    this.#adapter?.push();
    this.#processor.compute(built.graph.graph, pack.tokens.length * (options.mode === 'learn' ? 3 : 1));
    if (options.mode === 'learn') this.#adapter?.pull();
    return built;
  }

  #build(pack: Pack, { mode, keep, dropout }: BuildOptions): Built {
    const { architecture, layers, embedding, outputNorm, output, ropeFactors } = this.#base;
    const graph = this.#newGraph(pack);
    const inputs: { node: Node; data: Int32Array | Float32Array }[] = [];
    const input = (data: Int32Array | Float32Array): Node => {
      const node = graph.input(data instanceof Int32Array ? integer : ggmlType.f32, data.length);
      inputs.push({ node, data });
      return node;
    };
    const rope: RopeSettings = { dimensions: architecture.ropeDimensions, mode: architecture.ropeMode, trainedContext: architecture.contextLength, base: architecture.ropeBase, scale: architecture.ropeScale, factors: ropeFactors };
    const tokens = input(pack.tokens);
    const positions = input(pack.positions);
    const rows = input(pack.rows);
    const masks = dropout && this.#adapter ? this.#masks(dropout, input) : () => undefined;
    const shared: LayerInputs = { architecture, adapter: this.#adapter, masks, positions, rope, spans: pack.spans, keep };

    const tape: Step[] = [];
    let x = graph.getRows(embedding, tokens);
    layers.forEach((weights, at) => {
      const step = layer(graph, at, weights, shared, x, at === layers.length - 1 ? rows : undefined);
      tape.push(step);
      x = step.value;
    });
    const normed = graph.mul(graph.rmsNorm(x, architecture.normEpsilon), outputNorm);
    if (mode === 'logits') return { graph, inputs, head: undefined, logits: graph.keep(graph.mulMat(output.forward, normed)) };

    const head = scoreLabels(graph, output, normed, mode === 'learn');
    const vocabulary = output.forward.shape[1];
    for (const { rows: places, from, count } of head.chunks) inputs.push({ node: places, data: Int32Array.from({ length: count }, (_, at) => at * vocabulary + (pack.labels[from + at] ?? 0)) });
    if (head.gradient) {
      let gradient: Node | undefined = graph.rmsNormBack(graph.mul(head.gradient, outputNorm), x, architecture.normEpsilon);
      for (const step of tape.reverse()) gradient = gradient && step.back(gradient);
    }
    return { graph, inputs, head, logits: undefined };
  }

  /** The tensors of the last pass are forgotten: only one graph is alive at a time. */
  #newGraph(pack: Pack): Graph {
    const blocks = pack.spans.reduce((sum, { count }) => sum + Math.ceil(count / leastBlock), 0);
    const nodes = 256 + this.#base.layers.length * (layerNodes + blockNodes * blocks) + pack.rows.length;
    this.#processor.forget(nodes);
    if (nodes > this.#contextNodes) {
      if (this.#context !== null) this.#lib.freeContext(this.#context);
      this.#context = this.#lib.newContext(nodes * this.#lib.tensorOverhead() + this.#lib.graphOverhead(nodes));
      this.#contextNodes = nodes;
    } else {
      this.#lib.resetContext(this.#context);
    }
    return new Graph(this.#lib, this.#context, nodes, this.#card);
  }

  /** A mask for each group of each layer: 1 / (1 - share), or 0 for what is left out. */
  #masks({ share, seed, step, part }: Dropout, input: (data: Float32Array) => Node): LayerInputs['masks'] {
    const masks = new Map<string, Node>();
    const groups = Object.keys(inputGroups) as InputGroup[];
    for (let at = 0; at < this.#base.layers.length; at += 1) {
      for (const [place, group] of groups.entries()) {
        const columns = this.#adapter?.layout.group(at, group)[0]?.columns;
        if (columns === undefined) continue;
        const random = seeded(seed, 3, step, part, at, place);
        masks.set(`${at} ${group}`, input(Float32Array.from({ length: columns }, () => (random() < share ? 0 : 1 / (1 - share)))));
      }
    }
    return (at, group) => masks.get(`${at} ${group}`);
  }

  #sumLoss({ chunks }: Head): number {
    let sum = 0;
    for (const { probabilities } of chunks) for (const probability of this.#processor.read(probabilities.at)) sum -= Math.log(Math.max(probability, smallest));
    return sum;
  }
}
