import { nodeOf, type Graph, type Node } from './graph.ts';
import { ggmlType, type Device, type Libggml, type Pointer } from './libggml.ts';
import { inputGroups, type InputGroup, type LoraLayout, type LoraPart } from './lora-layout.ts';

const float = 4;

/** An adapter's weights and their gradients in native memory, as one flat list each, and as ggml's tensors over it. */
export class AdapterWeights {
  readonly layout: LoraLayout;
  /** Seen by the next computation; on the processor both lie where it computes. */
  readonly values: Float32Array;
  readonly gradients: Float32Array;
  readonly #lib: Libggml;
  readonly #context: Pointer;
  readonly #buffer: Pointer;
  readonly #base: bigint;
  readonly #a = new Map<string, Node>();
  readonly #b = new Map<LoraPart, Node>();

  /** All values, and all gradients, as one tensor each in a card's memory. */
  readonly #onCard: { readonly values: Pointer; readonly gradients: Pointer } | undefined;

  /** @param device the card that computes with them; without, the processor. */
  constructor(lib: Libggml, layout: LoraLayout, values: Float32Array, device?: Device) {
    this.#lib = lib;
    this.layout = layout;
    this.#context = lib.newContext(lib.tensorOverhead() * (layout.parts.length * 2 + 8));
    this.#buffer = device ? lib.newBufferIn(lib.memoryOf(device), layout.length * float * 2) : lib.newBuffer(layout.length * float * 2);
    this.#base = lib.bufferBase(this.#buffer);
    if (device) {
      const whole = (at: number): Pointer => { const tensor = lib.apply(this.#context, 'new_tensor_1d', ggmlType.f32, layout.length); lib.place(this.#buffer, tensor, this.#base + BigInt(at * float)); return tensor; };
      this.#onCard = { values: whole(0), gradients: whole(layout.length) };
    }
    const own = (at: number): Float32Array => (device ? new Float32Array(layout.length) : new Float32Array(lib.bytesAt(this.#base + BigInt(at * float), layout.length * float)));
    this.values = own(0);
    this.gradients = own(layout.length);
    this.values.set(values);
    this.gradients.fill(0);
    const place = (at: number, first: number, second: number): Node => {
      const node = nodeOf(lib.apply(this.#context, 'new_tensor_2d', ggmlType.f32, first, second), first, second);
      lib.place(this.#buffer, node.at, this.#base + BigInt(at * float));
      return node;
    };
    const layers = new Set(layout.parts.map(({ layer }) => layer));
    for (const layer of layers) {
      for (const group of Object.keys(inputGroups) as InputGroup[]) {
        const parts = layout.group(layer, group);
        const [first] = parts;
        if (!first) continue;
        this.#a.set(`${layer} ${group}`, place(first.a, first.columns, layout.rank * parts.length));
        for (const part of parts) this.#b.set(part, place(part.b, part.rows, layout.rank));
      }
    }
  }

  /** [columns, rank × adapters of the group] */
  a(layer: number, group: InputGroup): Node | undefined { return this.#a.get(`${layer} ${group}`); }

  /** [rows, rank] */
  b(part: LoraPart): Node {
    const node = this.#b.get(part);
    if (!node) throw new RangeError('This adapter is of another layout.');
    return node;
  }

  /** Makes `node` the gradient of the parameters from `at` on. */
  storeGradient(graph: Graph, at: number, node: Node): void {
    graph.into(this.#buffer, this.#base + BigInt((this.layout.length + at) * float), node);
  }

  /** Before a computation: brings the values to where it is made. */
  push(): void {
    if (this.#onCard) this.#lib.write(this.#onCard.values, bytesOf(this.values));
  }

  /** After one: fetches the gradients. */
  pull(): void {
    if (this.#onCard) this.#lib.read(this.#onCard.gradients, bytesOf(this.gradients));
  }

  close(): void {
    this.#lib.freeBuffer(this.#buffer);
    this.#lib.freeContext(this.#context);
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
