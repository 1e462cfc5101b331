import type { AdapterWeights } from './adapter-weights.ts';
import type { Architecture } from './architecture.ts';
import { attention } from './attention.ts';
import type { LayerWeights } from './base-model.ts';
import type { Graph, Node, RopeSettings } from './graph.ts';
import type { InputGroup } from './lora-layout.ts';
import type { Span } from './pack.ts';
import { project } from './projections.ts';

/**
 * What is kept of a layer for the way back: everything; all that is dear to compute again (not norms and SwiGLU's product); that without attention's weights, which grow with the
 * square of an example; or the layer's input alone (gradient checkpointing).
 */
export type Keep = 'all' | 'dear' | 'less' | 'input';
const keepsProducts = (keep: Keep): boolean => keep === 'all' || keep === 'input';

export interface LayerInputs {
  readonly architecture: Architecture;
  readonly adapter: AdapterWeights | undefined;
  readonly masks: (layer: number, group: InputGroup) => Node | undefined;
  readonly positions: Node; readonly rope: RopeSettings;
  readonly spans: readonly Span[];
  readonly keep: Keep;
}

/** A step of the tape. `back` gives nothing where no one wants the input's gradient. */
export interface Step { readonly value: Node; readonly back: (gradient: Node) => Node | undefined }

/** Adding it changes no number but 0, at which silu(x) / x would not be one. */
const tiny = 1e-30;

/** One block of a llama-like model: x [width, tokens] to the same. With `rows` the result is of those tokens only, which is all that the last block is asked for. */
export function layer(graph: Graph, at: number, weights: LayerWeights, inputs: LayerInputs, x: Node, rows: Node | undefined): Step {
  if (inputs.keep !== 'input') return wholeLayer(graph, at, weights, inputs, x, rows);
  return { value: wholeLayer(graph, at, weights, inputs, x, rows).value, back: (gradient) => wholeLayer(graph, at, weights, { ...inputs, keep: 'all' }, x, rows).back(gradient) };
}

function wholeLayer(graph: Graph, at: number, weights: LayerWeights, inputs: LayerInputs, x: Node, rows: Node | undefined): Step {
  const attended = attentionPart(graph, at, weights, inputs, x);
  const chosen = rows ? graph.getRows(attended.value, rows) : attended.value;
  const chosenX = rows ? graph.getRows(x, rows) : x;
  const output = project(graph, at, 'attentionOutput', weights, inputs.adapter, inputs.masks(at, 'attentionOutput'), chosen);
  const middle = graph.add(chosenX, output.values[0] as Node);
  const fed = feedForward(graph, at, weights, inputs, middle);
  return {
    value: graph.expand(graph.add(middle, fed.value)),
    back(gradient) {
      const byMiddle = graph.expand(graph.add(gradient, fed.back(gradient)));
      const byChosen = output.back([byMiddle], chosen) as Node;
      const byAttended = attended.back(rows ? graph.getRowsBack(byChosen, rows, attended.value) : byChosen);
      if (!byAttended) return undefined;
      return graph.expand(graph.add(rows ? graph.getRowsBack(byMiddle, rows, x) : byMiddle, byAttended));
    },
  };
}

function attentionPart(graph: Graph, at: number, weights: LayerWeights, inputs: LayerInputs, x: Node): Step {
  const { headSize, heads, keyHeads, normEpsilon, layersWithoutRope } = inputs.architecture;
  const tokens = x.shape[1];
  const normed = (): Node => graph.mul(graph.rmsNorm(x, normEpsilon), weights.attentionNorm);
  const input = normed();
  const projected = project(graph, at, 'attention', weights, inputs.adapter, inputs.masks(at, 'attention'), input);
  const [query, key, value] = projected.values as [Node, Node, Node];
  const rotated = layersWithoutRope === 0 || (at + 1) % layersWithoutRope !== 0;
  const queries = placed(graph, graph.reshape(query, headSize, heads, tokens), weights.queryNorm, rotated, inputs);
  const keys = placed(graph, graph.reshape(key, headSize, keyHeads, tokens), weights.keyNorm, rotated, inputs);
  const attended = attention(graph, queries.value, keys.value, graph.reshape(value, headSize, keyHeads, tokens), inputs.spans, inputs.keep === 'all' || inputs.keep === 'dear');
  return {
    value: graph.reshape(attended.value, headSize * heads, tokens),
    back(gradient) {
      const by = attended.back(graph.reshape(gradient, headSize, heads, tokens));
      const gradients = [queries.back(by.query), keys.back(by.key), by.value].map((node) => graph.reshape(node, node.shape[0] * node.shape[1], tokens));
      const byInput = projected.back(gradients, keepsProducts(inputs.keep) ? input : normed());
      return byInput && graph.rmsNormBack(graph.mul(byInput, weights.attentionNorm), x, normEpsilon);
    },
  };
}

/** Heads [head size, heads, tokens], normed where the model does so, turned by their positions. */
function placed(graph: Graph, heads: Node, norm: Node | undefined, rotated: boolean, { architecture, positions, rope }: LayerInputs): { value: Node; back: (gradient: Node) => Node } {
  const normed = norm ? graph.mul(graph.rmsNorm(heads, architecture.normEpsilon), norm) : heads;
  return {
    value: rotated ? graph.rope(normed, positions, rope) : normed,
    back(gradient) {
      const byNormed = rotated ? graph.ropeBack(gradient, positions, rope) : gradient;
      return norm ? graph.rmsNormBack(graph.mul(byNormed, norm), heads, architecture.normEpsilon) : byNormed;
    },
  };
}

function feedForward(graph: Graph, at: number, weights: LayerWeights, inputs: LayerInputs, x: Node): { value: Node; back: (gradient: Node) => Node } {
  const { normEpsilon } = inputs.architecture;
  const normed = (): Node => graph.mul(graph.rmsNorm(x, normEpsilon), weights.feedForwardNorm);
  const input = normed();
  const opened = project(graph, at, 'feedForward', weights, inputs.adapter, inputs.masks(at, 'feedForward'), input);
  const [gate, up] = opened.values as [Node, Node];
  const hidden = graph.swiglu(gate, up);
  const closed = project(graph, at, 'feedForwardDown', weights, inputs.adapter, inputs.masks(at, 'feedForwardDown'), hidden);
  return {
    value: closed.values[0] as Node,
    back(gradient) {
      const again = !keepsProducts(inputs.keep);
      const byHidden = closed.back([gradient], again ? graph.swiglu(gate, up) : hidden) as Node;
      // silu'(x) = s + σ - s·σ with s = silu(x), σ = s / x: ggml_silu_back is not vectorised, these are.
      const shifted = graph.scaleAndAdd(gate, 1, tiny);
      const silu = graph.silu(shifted);
      const sigmoid = graph.div(silu, shifted);
      const slope = graph.sub(graph.add(silu, sigmoid), graph.mul(silu, sigmoid));
      const byUp = graph.mul(byHidden, silu);
      const byGate = graph.mul(graph.mul(byHidden, up), slope);
      const byInput = opened.back([byGate, byUp], again ? normed() : input) as Node;
      return graph.rmsNormBack(graph.mul(byInput, weights.feedForwardNorm), x, normEpsilon);
    },
  };
}
