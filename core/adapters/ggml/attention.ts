import type { Graph, Node } from './graph.ts';
import type { Span } from './pack.ts';

/** Queries that are worked on together. A block looks at the keys up to its own end only: of a long sequence's square little more than half is computed. */
const blockTokens = 64;
/**
 * Examples are filled up with zeros to a multiple of this, here only: ggml's fast products want sums of a multiple of 16 terms (AVX-512; 8 with AVX2), and those over tokens are sums
 * of as many terms as there are tokens. Zeros beyond the end are masked as keys and get no gradient as queries.
 */
const lanes = 16;

/** `count` tokens of an example, `used` of them its own; they see the first `seen`. */
interface Block { readonly from: number; readonly count: number; readonly used: number; readonly seen: number }
interface Example { readonly span: Span; readonly keys: Node; readonly values: Node; readonly blocks: readonly (Block & { readonly queries: Node; readonly probabilities: Node })[] }

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
  const probabilities = (keys: Node, queries: Node, { count, seen }: Block): Node => graph.softmax(graph.causal(graph.mulMat(graph.corner(keys, size, seen), queries), seen - count), scale);
  /** Tokens of one head beside each other, [head size, rows, heads], with zeros up to `rows`. */
  const byHead = (tensor: Node, from: number, count: number, rows: number): Node => graph.padRows(graph.cont(graph.swap(graph.slice(tensor, from, count))), rows - count);
  const own = (part: Node, used: number): Node => graph.swap(graph.corner(part, size, used));

  const examples: Example[] = [];
  const gathered = new Gathered(graph, query);
  for (const span of spans) {
    const rows = Math.ceil(span.count / lanes) * lanes;
    const keys = byHead(key, span.from, span.count, rows);
    const values = byHead(value, span.from, span.count, rows);
    const valuesTurned = graph.cont(graph.transpose(values));
    const blocks = blocksOf(span.count, rows).map((block) => {
      const queries = byHead(query, span.from + block.from, block.used, block.count);
      const weights = probabilities(keys, queries, block);
      gathered.put(own(graph.mulMat(graph.corner(valuesTurned, block.seen, size), weights), block.used), span.from + block.from);
      return { ...block, queries, probabilities: weights };
    });
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
        for (const block of blocks.toReversed()) {
          const { queries, count, used, seen } = block;
          const weights = keepProbabilities ? block.probabilities : probabilities(keys, queries, block);
          const incoming = byHead(gradient, span.from + block.from, used, count);
          const byScores = graph.softmaxBack(graph.mulMat(graph.corner(values, size, seen), incoming), weights, scale);
          outputs.query.put(own(graph.mulMat(graph.corner(keysTurned, seen, size), byScores), used), span.from + block.from);
          // Heads that share a key head lie one after the other: their rows make one long matrix, and the product sums over them.
          const along = (matrix: Node): Node => graph.cont(graph.transpose(graph.reshape(matrix, matrix.shape[0], count * shared, keyHeads)));
          const byKeys = graph.mulMat(along(queries), along(byScores));
          const byValues = graph.mulMat(along(incoming), along(weights));
          keyGradient = keyGradient ? graph.addToCorner(keyGradient, byKeys) : byKeys;
          valueGradient = valueGradient ? graph.addToCorner(valueGradient, byValues) : byValues;
        }
        if (keyGradient) outputs.key.put(own(keyGradient, span.count), span.from);
        if (valueGradient) outputs.value.put(own(valueGradient, span.count), span.from);
      }
      return { query: outputs.query.whole(), key: outputs.key.whole(), value: outputs.value.whole() };
    },
  };
}

/** Blocks of nearly equal size, each a multiple of `lanes`, that cover `rows`. */
function blocksOf(count: number, rows: number): Block[] {
  const number = Math.max(1, Math.round(rows / blockTokens));
  const bound = (at: number): number => Math.floor(rows / lanes * at / number) * lanes;
  return Array.from({ length: number }, (_, at) => ({ from: bound(at), count: bound(at + 1) - bound(at), used: Math.min(count, bound(at + 1)) - bound(at), seen: bound(at + 1) }));
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
