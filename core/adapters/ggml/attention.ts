import type { Graph, Node } from './graph.ts';
import type { Span } from './pack.ts';

/** Queries that are worked on together. A block looks at the keys up to its own end only: of a long sequence's square little more than half is computed. */
const blockTokens = 64;

interface Block { readonly from: number; readonly count: number; readonly keys: number; readonly queries: Node; readonly probabilities: Node }
interface Example { readonly span: Span; readonly keys: Node; readonly values: Node; readonly blocks: readonly Block[] }

/** What a part of the tape gives: its result, and how gradients pass back through it. */
export interface AttentionResult { readonly value: Node; readonly back: (gradient: Node) => { query: Node; key: Node; value: Node } }

/**
 * Causal attention within each span. query [head size, heads, tokens], key and value [head size, key heads, tokens]; the result is like query.
 * Probabilities are kept for the way back, or computed again there.
 */
export function attention(graph: Graph, query: Node, key: Node, value: Node, spans: readonly Span[], keepProbabilities: boolean): AttentionResult {
  const [size, heads] = query.shape;
  const keyHeads = key.shape[1];
  const scale = 1 / Math.sqrt(size);
  const probabilities = (keys: Node, queries: Node, count: number, seen: number): Node =>
    graph.softmax(graph.causal(graph.mulMat(graph.corner(keys, size, seen), queries), seen - count), scale);

  const examples: Example[] = [];
  const gathered = new Gathered(graph, query);
  for (const span of spans) {
    const keys = graph.cont(graph.swap(graph.slice(key, span.from, span.count)));
    const values = graph.cont(graph.swap(graph.slice(value, span.from, span.count)));
    const valuesTurned = graph.cont(graph.transpose(values));
    const blocks: Block[] = [];
    for (const { from, count } of blocksOf(span.count)) {
      const seen = from + count;
      const queries = graph.cont(graph.swap(graph.slice(query, span.from + from, count)));
      const weights = probabilities(keys, queries, count, seen);
      gathered.put(graph.swap(graph.mulMat(graph.corner(valuesTurned, seen, size), weights)), span.from + from);
      blocks.push({ from, count, keys: seen, queries, probabilities: weights });
    }
    examples.push({ span, keys, values, blocks });
  }

  return {
    value: gathered.whole(),
    back(gradient) {
      const outputs = { query: new Gathered(graph, query), key: new Gathered(graph, key), value: new Gathered(graph, value) };
      const shared = heads / keyHeads;
      for (const { span, keys, values, blocks } of examples) {
        const keysTurned = graph.cont(graph.transpose(keys));
        let keyGradient: Node | undefined;
        let valueGradient: Node | undefined;
        // From the last block on, which sees all keys: the earlier ones add to its first rows.
        for (const block of [...blocks].reverse()) {
          const { count, queries } = block;
          const weights = keepProbabilities ? block.probabilities : probabilities(keys, queries, count, block.keys);
          const incoming = graph.cont(graph.swap(graph.slice(gradient, span.from + block.from, count)));
          const byWeights = graph.mulMat(graph.corner(values, size, block.keys), incoming);
          const byScores = graph.softmaxBack(byWeights, weights, scale);
          outputs.query.put(graph.swap(graph.mulMat(graph.corner(keysTurned, block.keys, size), byScores)), span.from + block.from);
          // Heads that share a key head lie one after the other: their rows make one long matrix, and the product sums over them.
          const along = (matrix: Node): Node => graph.cont(graph.transpose(graph.reshape(matrix, matrix.shape[0], count * shared, keyHeads)));
          const byKeys = graph.mulMat(along(queries), along(byScores));
          const byValues = graph.mulMat(along(incoming), along(weights));
          keyGradient = keyGradient ? graph.addToCorner(keyGradient, byKeys) : byKeys;
          valueGradient = valueGradient ? graph.addToCorner(valueGradient, byValues) : byValues;
        }
        if (keyGradient) outputs.key.put(graph.swap(keyGradient), span.from);
        if (valueGradient) outputs.value.put(graph.swap(valueGradient), span.from);
      }
      return { query: outputs.query.whole(), key: outputs.key.whole(), value: outputs.value.whole() };
    },
  };
}

/** Blocks of nearly equal size. */
function blocksOf(count: number): Span[] {
  const number = Math.max(1, Math.round(count / blockTokens));
  return Array.from({ length: number }, (_, at) => {
    const from = Math.floor(count * at / number);
    return { from, count: Math.floor(count * (at + 1) / number) - from };
  });
}

/** Parts [size, heads, count] (views will do) that are written beside each other into one tensor. */
class Gathered {
  readonly #graph: Graph;
  readonly #like: Node;
  #whole: Node | undefined;

  constructor(graph: Graph, like: Node) {
    this.#graph = graph;
    this.#like = like;
  }

  put(part: Node, from: number): void {
    this.#whole = part.shape[2] === this.#like.shape[2] ? this.#graph.cont(part) : this.#graph.set(this.#whole ?? this.#graph.blank(this.#like), part, from);
  }

  whole(): Node { return this.#whole ?? this.#graph.blank(this.#like); }
}
