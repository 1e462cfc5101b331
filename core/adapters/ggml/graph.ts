import { ggmlType, type Libggml, type Operation, type Pointer } from './libggml.ts';

/** A tensor with its dimensions, fastest first, as ggml counts them. */
export interface Node { readonly at: Pointer; readonly shape: readonly [number, number, number, number] }

/** How graphs are written for a card, whose backend has not every form of every operation. */
export interface CardTraits { /** Whether it has `out_prod`, of contiguous matrices. */ readonly outProd: boolean }

export interface RopeSettings { readonly dimensions: number; readonly mode: number; readonly trainedContext: number; readonly base: number; readonly scale: number; /** [dimensions / 2] f32 */ readonly factors: Node | undefined }

const float = 4;
const betaFast = 32;
const betaSlow = 1;

export const nodeOf = (at: Pointer, ...shape: readonly number[]): Node => ({ at, shape: [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1] });
const countOf = ({ shape }: Node): number => shape[0] * shape[1] * shape[2] * shape[3];

/** Operations that build one graph. Results are f32 and contiguous unless it says otherwise. */
export class Graph {
  readonly #lib: Libggml;
  readonly #context: Pointer;
  readonly #card: CardTraits | undefined;
  readonly graph: Pointer;

  constructor(lib: Libggml, context: Pointer, nodes: number, card?: CardTraits) {
    this.#card = card;
    this.#lib = lib;
    this.#context = context;
    this.graph = lib.newGraph(context, nodes);
  }

  /** A tensor that gets its data before the graph is computed. */
  input(type: number, ...shape: readonly number[]): Node {
    const at = this.#lib.apply(this.#context, shape.length > 1 ? 'new_tensor_2d' : 'new_tensor_1d', type, ...shape);
    this.#lib.markInput(at);
    return nodeOf(at, ...shape);
  }

  /** Makes `node` and what it needs part of the graph, now: the order of these calls is the order of computing. */
  expand(node: Node): Node {
    this.#lib.expand(this.graph, node.at);
    return node;
  }

  /** Keeps a result until the next computation. */
  keep(node: Node): Node {
    this.#lib.markOutput(node.at);
    return this.expand(node);
  }

  /** A result that is written to memory of one's own. */
  into(buffer: Pointer, address: bigint, node: Node): Node {
    // What a card cannot compute is computed elsewhere; it can always copy the result into its memory.
    const own = this.#card ? this.cont(node) : node;
    this.#lib.place(buffer, own.at, address);
    return this.expand(own);
  }

  add(a: Node, b: Node): Node { return this.#same('add', a, b.at); }
  sub(a: Node, b: Node): Node { return this.#same('sub', a, b.at); }
  mul(a: Node, b: Node): Node { return this.#same('mul', a, b.at); }
  div(a: Node, b: Node): Node { return this.#same('div', a, b.at); }
  scale(a: Node, factor: number): Node { return factor === 1 ? a : this.#same('scale', a, factor); }
  scaleAndAdd(a: Node, factor: number, summand: number): Node { return this.#same('scale_bias', a, factor, summand); }
  silu(a: Node): Node { return this.#same('silu', a); }
  /** silu(gate) * up */
  swiglu(gate: Node, up: Node): Node { return this.#same('swiglu_split', gate, up.at); }
  rmsNorm(a: Node, epsilon: number): Node { return this.#same('rms_norm', a, epsilon); }
  /** Gradient of `rmsNorm(x)` by x. */
  rmsNormBack(gradient: Node, x: Node, epsilon: number): Node { return this.#same('rms_norm_back', gradient, x.at, epsilon); }
  softmax(a: Node, scale = 1): Node { return this.#same('soft_max_ext', a, null, scale, 0); }
  softmaxBack(gradient: Node, probabilities: Node, scale: number): Node { return this.#same('soft_max_ext_back', gradient, probabilities.at, scale, 0); }
  /** Row j keeps its first `past + j + 1` columns; writes into `a`. */
  causal(a: Node, past: number): Node { return this.#same('diag_mask_inf_inplace', a, past); }
  /** An uninitialised tensor of `a`'s shape, for `setRowsAt`. */
  blank(a: Node): Node { return this.#same('fill', a, 0); }

  /** a [k, m], b [k, n] gives [m, n]; a is repeated over b's further dimensions. */
  mulMat(a: Node, b: Node): Node {
    const product = this.#lib.apply(this.#context, 'mul_mat', a.at, b.at);
    if (this.#card) this.#lib.sumInFull(product);
    return nodeOf(product, a.shape[1], b.shape[1], b.shape[2], b.shape[3]);
  }
  /** a [m, k], b [n, k] (b may be a transposed view) gives [m, n]. */
  outProd(a: Node, b: Node): Node {
    if (this.#card?.outProd === false) return this.mulMat(this.cont(this.transpose(a)), this.cont(this.transpose(b)));
    return this.#card ? this.#outProd(this.cont(a), this.cont(b)) : this.#outProd(a, b);
  }

  #outProd(a: Node, b: Node): Node { return nodeOf(this.#lib.apply(this.#context, 'out_prod', a.at, b.at), a.shape[0], b.shape[0], b.shape[2], b.shape[3]); }
  cont(a: Node): Node { return this.#same('cont', a); }
  /** A view. */
  transpose(a: Node): Node { return nodeOf(this.#lib.apply(this.#context, 'transpose', a.at), a.shape[1], a.shape[0], a.shape[2], a.shape[3]); }
  /** A view with the second and third dimension exchanged. */
  swap(a: Node): Node { return nodeOf(this.#lib.apply(this.#context, 'permute', a.at, 0, 2, 1, 3), a.shape[0], a.shape[2], a.shape[1], a.shape[3]); }

  /** Zero rows after those of each matrix. */
  padRows(a: Node, rows: number): Node {
    return rows === 0 ? a : nodeOf(this.#lib.apply(this.#context, 'pad', a.at, 0, rows, 0, 0), a.shape[0], a.shape[1] + rows, a.shape[2], a.shape[3]);
  }

  reshape(a: Node, first: number, second: number, third = 1): Node {
    if (first * second * third !== countOf(a)) throw new RangeError(`[${a.shape.join(', ')}] is not [${first}, ${second}, ${third}].`);
    const at = third === 1 ? this.#lib.apply(this.#context, 'reshape_2d', a.at, first, second) : this.#lib.apply(this.#context, 'reshape_3d', a.at, first, second, third);
    return nodeOf(at, first, second, third);
  }

  /** A part of a contiguous tensor: `count` of the last used dimension (the second of two, the third of three), from `from` on. A view. */
  slice(a: Node, from: number, count: number): Node {
    const [first, second, third] = a.shape;
    if (third === 1) return nodeOf(this.#lib.apply(this.#context, 'view_2d', a.at, first, count, first * float, from * first * float), first, count);
    return nodeOf(this.#lib.apply(this.#context, 'view_3d', a.at, first, second, count, first * float, first * second * float, from * first * second * float), first, second, count);
  }

  /** The first `first` columns and `second` rows of each matrix of a contiguous tensor. A view; on a card a copy: Vulkan's products of several such matrices at once are wrong. */
  corner(a: Node, first: number, second: number): Node {
    if (first === a.shape[0] && second === a.shape[1]) return a;
    const view = nodeOf(this.#lib.apply(this.#context, 'view_3d', a.at, first, second, a.shape[2], a.shape[0] * float, a.shape[0] * a.shape[1] * float, 0), first, second, a.shape[2]);
    return this.#card ? this.cont(view) : view;
  }

  /** Columns [from, from + count) of a contiguous matrix. A view. */
  columns(a: Node, from: number, count: number): Node {
    return nodeOf(this.#lib.apply(this.#context, 'view_2d', a.at, count, a.shape[1], a.shape[0] * float, from * float), count, a.shape[1]);
  }

  /** Writes `part` over a contiguous `whole`, from the place `from` of its last dimension on. */
  set(whole: Node, part: Node, from: number): Node {
    const plane = whole.shape[0] * float;
    const space = plane * whole.shape[1];
    return { at: this.#lib.apply(this.#context, 'set_inplace', whole.at, part.at, plane, space, space * whole.shape[2], from * (whole.shape[2] === 1 ? plane : space)), shape: whole.shape };
  }

  /** Adds `part` to the corner of each matrix of a contiguous `whole`; writes into it. */
  addToCorner(whole: Node, part: Node): Node {
    const plane = whole.shape[0] * float;
    const space = plane * whole.shape[1];
    return { at: this.#lib.apply(this.#context, 'acc_inplace', whole.at, part.at, plane, space, space * whole.shape[2], 0), shape: whole.shape };
  }

  concat(a: Node, b: Node, dimension: 0 | 1): Node {
    const at = this.#lib.apply(this.#context, 'concat', a.at, b.at, dimension);
    return dimension === 0 ? nodeOf(at, a.shape[0] + b.shape[0], a.shape[1]) : nodeOf(at, a.shape[0], a.shape[1] + b.shape[1]);
  }

  /** Rows of a matrix of any type, by an i32 list. */
  getRows(a: Node, rows: Node): Node { return nodeOf(this.#lib.apply(this.#context, 'get_rows', a.at, rows.at), a.shape[0], rows.shape[0]); }
  /** The gradient of `getRows` by a matrix of `like`'s shape. */
  getRowsBack(gradient: Node, rows: Node, like: Node): Node { return nodeOf(this.#lib.apply(this.#context, 'get_rows_back', gradient.at, rows.at, like.at), like.shape[0], like.shape[1]); }
  /** Writes rows into `whole`, by an i32 list. */
  setRows(whole: Node, part: Node, rows: Node): Node { return { at: this.#lib.apply(this.#context, 'set_rows', whole.at, part.at, rows.at), shape: whole.shape }; }

  /** x [head size, heads, tokens]; positions i32 [tokens]. */
  rope(x: Node, positions: Node, settings: RopeSettings): Node { return this.#rotate('rope_ext', x, positions, settings); }
  ropeBack(gradient: Node, positions: Node, settings: RopeSettings): Node { return this.#rotate('rope_ext_back', gradient, positions, settings); }

  #rotate(operation: Operation, x: Node, positions: Node, { dimensions, mode, trainedContext, base, scale, factors }: RopeSettings): Node {
    return this.#same(operation, x, positions.at, factors?.at ?? null, dimensions, mode, trainedContext, base, scale, 0, 1, betaFast, betaSlow);
  }

  #same(operation: Operation, a: Node, ...args: readonly (Pointer | number)[]): Node {
    return { at: this.#lib.apply(this.#context, operation, a.at, ...args), shape: a.shape };
  }
}

export const integer = ggmlType.i32;
