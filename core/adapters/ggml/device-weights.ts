import type { Device, Libggml, Pointer } from './libggml.ts';

interface Wanted { readonly tensor: Pointer; readonly bytes: () => Uint8Array }

/** Weights in a card's own memory. They are announced first, so that they share few buffers, and then copied there one by one. */
export class DeviceWeights {
  readonly #lib: Libggml;
  readonly #memory: Pointer;
  readonly #wanted: Wanted[] = [];
  readonly #buffers: Pointer[] = [];
  bytes = 0;

  constructor(lib: Libggml, device: Device) {
    this.#lib = lib;
    this.#memory = lib.memoryOf(device);
  }

  /** @param bytes is asked for them when it is their turn: no more than one tensor's are in the processor's memory at once. */
  add(tensor: Pointer, bytes: () => Uint8Array): void {
    this.#wanted.push({ tensor, bytes });
  }

  /** @throws SproutError memory-short */
  copy(): void {
    const alignment = this.#lib.alignmentIn(this.#memory);
    const largest = this.#lib.largestIn(this.#memory);
    const size = ({ tensor }: Wanted): number => Math.ceil(this.#lib.sizeIn(this.#memory, tensor) / alignment) * alignment;
    for (let from = 0; from < this.#wanted.length;) {
      let to = from;
      let total = 0;
      while (to < this.#wanted.length && (to === from || total + size(this.#wanted[to] as Wanted) <= largest)) total += size(this.#wanted[to++] as Wanted);
      const buffer = this.#lib.newBufferIn(this.#memory, total);
      this.#buffers.push(buffer);
      this.#lib.markWeights(buffer);
      this.bytes += total;
      let address = this.#lib.bufferBase(buffer);
      for (const wanted of this.#wanted.slice(from, to)) {
        this.#lib.place(buffer, wanted.tensor, address);
        this.#lib.write(wanted.tensor, wanted.bytes());
        address += BigInt(size(wanted));
      }
      from = to;
    }
    this.#wanted.length = 0;
  }

  close(): void {
    for (const buffer of this.#buffers) this.#lib.freeBuffer(buffer);
  }
}
