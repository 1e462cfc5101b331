import type { Weight } from './base-model.ts';
import { integer, type Graph, type Node } from './graph.ts';

/** Scored tokens whose logits are in memory at once. */
const chunkRows = 64;

/**
 * The loss's gradient is multiplied by this on the way back and divided out of the adapter's gradients: products with quantized weights quantize the
 * gradient with a scale in half precision per 32 numbers, which below 6e-8 is nothing, and below 6e-5 denormal and slow.
 */
export const lossScale = 1024;

export interface HeadChunk { readonly rows: Node; readonly probabilities: Node; readonly from: number; readonly count: number }
export interface Head {
  /** Inputs and results of each chunk: `rows` wants the places of the labels, row · vocabulary + label; `probabilities` [1, count] become those of the labels. */
  readonly chunks: readonly HeadChunk[];
  /** Gradient of the summed loss by x, times `lossScale`; only with `learning`. */
  readonly gradient: Node | undefined;
}

/** Softmax cross-entropy over normed states x [width, rows], chunk by chunk, each together with its way back: no more than one chunk of logits is ever held. */
export function scoreLabels(graph: Graph, output: Weight, x: Node, learning: boolean): Head {
  const vocabulary = output.forward.shape[1];
  const chunks: HeadChunk[] = [];
  let gradient: Node | undefined;
  for (let from = 0; from < x.shape[1]; from += chunkRows) {
    const count = Math.min(chunkRows, x.shape[1] - from);
    const rows = graph.input(integer, count);
    const all = graph.softmax(graph.mulMat(output.forward, graph.slice(x, from, count)));
    const flat = graph.reshape(all, 1, vocabulary * count);
    const probabilities = graph.keep(graph.getRows(flat, rows));
    chunks.push({ rows, probabilities, from, count });
    if (!learning || !output.back) continue;
    // Softmax's gradient: the probabilities, less 1 at the label.
    const less = graph.setRows(flat, graph.scaleAndAdd(probabilities, 1, -1), rows);
    const part = graph.expand(graph.mulMat(output.back, graph.scale(graph.reshape(less, vocabulary, count), lossScale)));
    gradient = gradient ? graph.expand(graph.concat(gradient, part, 1)) : part;
  }
  return { chunks, gradient };
}
