import { SproutError } from '../../contract/index.ts';
import { succeeded, type Device, type Libggml, type Pointer } from './libggml.ts';
import { ThreadChoice } from './thread-choice.ts';

/** What computes graphs, one after the other. */
export interface Processor {
  /** Working memory that a graph would take; the graph itself is spent then. */
  needed(graph: Pointer): number;
  /** Forgets the tensors of the last graph, before new ones take their place, and makes room for a graph of so many. */
  forget(nodes: number): void;
  /** Gives every tensor of a graph its place. @returns whether it did; else the graph is to be built again. @throws SproutError memory-short */
  allocate(graph: Pointer): boolean;
  write(tensor: Pointer, data: Int32Array | Float32Array): void;
  /** @param work how much it is, to compare one pass with another. */
  compute(graph: Pointer, work: number): void;
  /** A result; valid until the next graph. */
  read(tensor: Pointer): Float32Array;
  close(): void;
}

/** The machine's processor. `threads` at most. */
export function newCpuProcessor(lib: Libggml, threads: number): Processor {
  const backend = lib.newBackend();
  const allocator = lib.newAllocator();
  const choice = new ThreadChoice(threads);
  const memoryOf = (tensor: Pointer): ArrayBuffer => lib.bytesAt(lib.dataOf(tensor), lib.bytesOf(tensor));
  return {
    needed: (graph) => lib.neededBytes(allocator, graph),
    forget: () => undefined,
    allocate(graph) {
      if (!lib.allocate(allocator, graph)) throw new SproutError('memory-short', { needed: Math.ceil(lib.neededBytes(allocator, graph) / 2 ** 20), free: 0 });
      return true;
    },
    write: (tensor, data) => { new Uint8Array(memoryOf(tensor)).set(bytesOf(data)); },
    compute(graph, work) {
      lib.setThreads(backend, choice.threads);
      const started = performance.now();
      if (lib.compute(backend, graph) !== succeeded) throw new Error('ggml could not compute the graph.');
      choice.measured(work, performance.now() - started);
    },
    read: (tensor) => new Float32Array(memoryOf(tensor)),
    close() {
      lib.freeAllocator(allocator);
      lib.freeBackend(backend);
    },
  };
}

/** A graphics card, and the processor for the operations that its backend has not. */
export function newGraphicsProcessor(lib: Libggml, device: Device, threads: number): Processor {
  return new GraphicsProcessor(lib, device, threads);
}

class GraphicsProcessor implements Processor {
  readonly #device: Device;
  readonly #lib: Libggml;
  readonly #threads: number;
  /** Kinds of memory, of the card and of the processor. */
  readonly #memories: readonly Pointer[];
  #backends: readonly Pointer[] = [];
  #scheduler: Pointer = null;
  /** Nodes that the scheduler has room for, and bytes that it has taken of each memory. */
  #nodes = 0;
  #taken: readonly number[] = [];

  constructor(lib: Libggml, device: Device, threads: number) {
    const processor = lib.devices().find(({ type }) => type === 'processor');
    if (!processor) throw new SproutError('native-missing', { name: lib.package });
    this.#lib = lib;
    this.#device = device;
    this.#threads = threads;
    this.#memories = [lib.memoryOf(device), lib.memoryOf(processor)];
  }

  needed(graph: Pointer): number {
    const [onCard = 0] = this.#lib.neededOfEach(this.#scheduler, graph, this.#memories.length);
    this.#lib.resetScheduler(this.#scheduler);
    return onCard;
  }

  forget(nodes: number): void {
    if (nodes <= this.#nodes) this.#lib.resetScheduler(this.#scheduler);
    else this.#begin(nodes);
  }

  allocate(graph: Pointer): boolean {
    if (!this.#lib.schedule(this.#scheduler, graph)) throw new SproutError('memory-short', { needed: 0, free: Math.floor(this.#device.freeBytes / 2 ** 20) });
    const taken = this.#backends.map((backend) => this.#lib.scheduledBytes(this.#scheduler, backend));
    // A backend that computes after its memory was given back for more of it corrupts the heap (Vulkan, llama.cpp v0.4.0; llama.cpp itself takes the most at its beginning): a new one is not concerned.
    const grown = this.#taken.length > 0 && taken.some((bytes, at) => bytes > (this.#taken[at] ?? 0));
    if (grown) this.#begin(this.#nodes);
    else this.#taken = taken;
    return !grown;
  }

  write(tensor: Pointer, data: Int32Array | Float32Array): void { this.#lib.write(tensor, bytesOf(data)); }

  compute(graph: Pointer): void {
    if (this.#lib.computeScheduled(this.#scheduler, graph) !== succeeded) throw new Error(`ggml could not compute the graph on ${this.#device.description}.`);
  }

  read(tensor: Pointer): Float32Array {
    const values = new Float32Array(this.#lib.bytesOf(tensor) / Float32Array.BYTES_PER_ELEMENT);
    this.#lib.read(tensor, bytesOf(values));
    return values;
  }

  close(): void {
    if (this.#scheduler !== null) this.#lib.freeScheduler(this.#scheduler);
    for (const backend of this.#backends) this.#lib.freeBackend(backend);
    this.#scheduler = null;
    this.#backends = [];
    this.#taken = [];
  }

  #begin(nodes: number): void {
    this.close();
    const cpu = this.#lib.newBackend();
    this.#lib.setThreads(cpu, this.#threads);
    this.#backends = [this.#lib.newBackendOf(this.#device), cpu];
    this.#scheduler = this.#lib.newScheduler(this.#backends, this.#memories, nodes);
    this.#nodes = nodes;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
