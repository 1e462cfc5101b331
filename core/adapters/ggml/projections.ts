import type { LoraTarget } from '../../ports/trainer.ts';
import type { AdapterWeights } from './adapter-weights.ts';
import type { LayerWeights } from './base-model.ts';
import type { Graph, Node } from './graph.ts';
import { inputGroups, type InputGroup } from './lora-layout.ts';

export interface Projections {
  readonly values: readonly Node[];
  /** Stores the adapters' gradients and gives that of the input, where it is wanted. `input` is the same as before, or computed again. */
  readonly back: (gradients: readonly Node[], input: Node) => Node | undefined;
}

/**
 * y = W·x + bias + scale · B·(A·x) for all projections of one input x [columns, tokens].
 * `mask` [columns] leaves out inputs of the adapters (dropout): one mask a pass, applied to A, which is small, rather than to x.
 */
export function project(graph: Graph, layer: number, group: InputGroup, weights: LayerWeights, adapter: AdapterWeights | undefined, mask: Node | undefined, x: Node): Projections {
  const members: readonly LoraTarget[] = inputGroups[group];
  const parts = adapter?.layout.group(layer, group) ?? [];
  const rank = adapter?.layout.rank ?? 0;
  const scale = adapter?.layout.scale ?? 0;
  const plainA = adapter?.a(layer, group);
  const a = plainA && mask ? graph.mul(plainA, mask) : plainA;
  const inner = a ? graph.scale(graph.mulMat(a, x), scale) : undefined;
  const innerOf = (place: number): Node | undefined => (inner && parts.length > 1 ? graph.columns(inner, place * rank, rank) : inner);

  const values = members.map((target) => {
    let y = graph.mulMat(weights.linear[target].forward, x);
    const bias = weights.bias[target];
    if (bias) y = graph.add(y, bias);
    const place = parts.findIndex((part) => part.target === target);
    const part = parts[place];
    const low = innerOf(place);
    return adapter && part && low ? graph.add(y, graph.outProd(adapter.b(part), graph.transpose(low))) : y;
  });

  return {
    values,
    back(gradients, input) {
      let result: Node | undefined;
      members.forEach((target, at) => {
        const gradient = gradients[at];
        const turned = weights.linear[target].back;
        if (!gradient || !turned) return;
        const part = graph.mulMat(turned, gradient);
        result = result ? graph.add(result, part) : part;
      });
      if (!adapter || !a) return result;
      let byInner: Node | undefined;
      parts.forEach((part, place) => {
        const gradient = gradients[members.indexOf(part.target)];
        const low = innerOf(place);
        if (!gradient || !low) return;
        adapter.storeGradient(graph, part.b, graph.outProd(gradient, low));
        const by = graph.mulMat(adapter.b(part), gradient);
        byInner = byInner ? graph.concat(byInner, by, 0) : by;
      });
      if (!byInner) return result;
      byInner = graph.scale(byInner, scale);
      const byA = graph.outProd(input, byInner);
      adapter.storeGradient(graph, parts[0]?.a ?? 0, mask ? graph.mul(byA, mask) : byA);
      return result ? graph.add(result, graph.outProd(a, graph.transpose(byInner))) : undefined;
    },
  };
}
