/**
 * ggml's C API, as of llama.cpp's release v0.4.0 (ggml/include/ggml.h, ggml-alloc.h, ggml-backend.h), bound with koffi.
 * Tensors are addresses; the one struct that crosses by value is that of `ggml_init`.
 */
import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { SproutError } from '../../contract/index.ts';

/** An address in native memory; 0 and null are no address. */
export type Pointer = bigint | null;

/** Where the shared libraries are; core/adapters/llama finds them. */
export interface GgmlLibrary { readonly directory: string; readonly ggml: string; readonly base: string; readonly package: string }

/** enum ggml_type, as far as it is made here. */
export const ggmlType = { f32: 0, f16: 1, q8_0: 8, i32: 26, bf16: 30 } as const;
/** enum ggml_status */
export const succeeded = 0;
const cpuDevice = 0;

/** enum ggml_backend_dev_type */
const deviceTypes = ['processor', 'graphics', 'integrated', 'accelerator'] as const;
/** enum ggml_backend_buffer_usage: what an operation reads from such a buffer is not moved, the operation is. */
const weightsUsage = 1;
/** enum ggml_prec: GGML_PREC_F32 */
const fullPrecision = 10;

/** Something that computes: the processor, or a graphics card with memory of its own. */
export interface Device { readonly at: Pointer; readonly name: string; readonly description: string; readonly type: (typeof deviceTypes)[number]; readonly freeBytes: number }

type Native = (...args: readonly unknown[]) => unknown;
const initParams = koffi.struct('ggml_init_params', { mem_size: 'size_t', mem_buffer: 'void *', no_alloc: 'bool' });
const logCallback = koffi.proto('void sprout_ggml_log(int level, const char *text, void *data)');

/** Calls with a context and tensors in, a tensor out. Letters: t tensor, i int, l int64_t, z size_t, f float. */
const operations = {
  new_tensor_1d: 'il', new_tensor_2d: 'ill',
  add: 'tt', sub: 'tt', mul: 'tt', scale: 'tf', scale_bias: 'tff',
  div: 'tt', mul_mat: 'tt', out_prod: 'tt', cont: 't', transpose: 't', permute: 'tiiii', fill: 'tf', pad: 'tiiii',
  reshape_2d: 'tll', reshape_3d: 'tlll', view_2d: 'tllzz', view_3d: 'tlllzzz', set_inplace: 'ttzzzz', acc_inplace: 'ttzzzz',
  get_rows: 'tt', get_rows_back: 'ttt', set_rows: 'ttt', concat: 'tti',
  rms_norm: 'tf', rms_norm_back: 'ttf', soft_max_ext: 'ttff', soft_max_ext_back: 'ttff', diag_mask_inf_inplace: 'ti',
  rope_ext: 'tttiiiffffff', rope_ext_back: 'tttiiiffffff', silu: 't', swiglu_split: 'tt',
} as const;
export type Operation = keyof typeof operations;
const letters: Record<string, string> = { t: 'void *', i: 'int', l: 'int64_t', z: 'size_t', f: 'float' };

/** The calls that training makes, with the C names' meaning and JavaScript's types. */
export interface Libggml {
  readonly package: string;
  /** The processor's backend. @throws SproutError native-missing */
  newBackend(): Pointer;
  setThreads(backend: Pointer, threads: number): void;
  freeBackend(backend: Pointer): void;
  /** Room for tensors without data. */
  newContext(bytes: number): Pointer;
  /** Forgets all tensors of a context and keeps its memory. */
  resetContext(context: Pointer): void;
  freeContext(context: Pointer): void;
  tensorOverhead(): number;
  graphOverhead(nodes: number): number;
  newGraph(context: Pointer, nodes: number): Pointer;
  /** Adds a tensor and, before it, all that it is made of. */
  expand(graph: Pointer, tensor: Pointer): void;
  compute(backend: Pointer, graph: Pointer): number;
  newAllocator(): Pointer;
  freeAllocator(allocator: Pointer): void;
  allocate(allocator: Pointer, graph: Pointer): boolean;
  /** What `allocate` would take, without taking it. */
  neededBytes(allocator: Pointer, graph: Pointer): number;
  devices(): Device[];
  newBackendOf(device: Device): Pointer;
  /** Whether a device has the operation that makes this tensor, for the types and shapes that it is made of. */
  supports(device: Device, tensor: Pointer): boolean;
  /** Kind of memory that a device computes with. */
  memoryOf(device: Device): Pointer;
  /** Divides graphs among backends, the last of which does what the others cannot; `nodes` of a graph at most. */
  newScheduler(backends: readonly Pointer[], memories: readonly Pointer[], nodes: number): Pointer;
  freeScheduler(scheduler: Pointer): void;
  /** Forgets the last graph. */
  resetScheduler(scheduler: Pointer): void;
  schedule(scheduler: Pointer, graph: Pointer): boolean;
  computeScheduled(scheduler: Pointer, graph: Pointer): number;
  scheduledBytes(scheduler: Pointer, backend: Pointer): number;
  /** What `schedule` would take of each backend, without taking it. */
  neededOfEach(scheduler: Pointer, graph: Pointer, backends: number): number[];
  /** Memory for tensors that a device computes with. @throws SproutError memory-short */
  newBufferIn(memory: Pointer, bytes: number): Pointer;
  /** Bytes of a tensor in such memory, and how they are to be aligned; the most that one buffer holds. */
  sizeIn(memory: Pointer, tensor: Pointer): number;
  alignmentIn(memory: Pointer): number;
  largestIn(memory: Pointer): number;
  /** Operations are done where these weights are. */
  markWeights(buffer: Pointer): void;
  /** Copies bytes to a tensor, wherever it is. */
  write(tensor: Pointer, bytes: Uint8Array): void;
  read(tensor: Pointer, bytes: Uint8Array): void;
  markInput(tensor: Pointer): void;
  markOutput(tensor: Pointer): void;
  /** A product's sums are kept in f32, where a card would take half precision. */
  sumInFull(product: Pointer): void;
  apply(context: Pointer, operation: Operation, ...args: readonly (Pointer | number)[]): Pointer;
  /** Memory of the processor, aligned for tensors. @throws SproutError memory-short */
  newBuffer(bytes: number): Pointer;
  /** Memory that somebody else holds, as a buffer. */
  bufferFrom(address: Pointer, bytes: number): Pointer;
  bufferBase(buffer: Pointer): bigint;
  freeBuffer(buffer: Pointer): void;
  /** Gives a tensor its place in a buffer. */
  place(buffer: Pointer, tensor: Pointer, address: bigint): void;
  dataOf(tensor: Pointer): bigint;
  bytesOf(tensor: Pointer): number;
  /** A tensor's bytes themselves, not a copy; valid as long as its buffer is. */
  bytesAt(address: bigint, bytes: number): ArrayBuffer;
  rowBytes(type: number, columns: number): number;
  /** Whole rows from one of ggml's types into floats. @throws RangeError for a type that has none. */
  dequantize(type: number, from: bigint, to: Float32Array): void;
  /** Floats into rows of a type, `columns` each. */
  quantize(type: number, from: Float32Array, to: Uint8Array, rows: number, columns: number): void;
}

let opened: Libggml | undefined;

/** Loads the libraries once. @throws SproutError native-missing. */
export function openLibggml(found: GgmlLibrary): Libggml {
  opened ??= open(found);
  return opened;
}

function open(found: GgmlLibrary): Libggml {
  const base = load(found.base, found.package);
  const ggml = load(found.ggml, found.package);
  const bind = (library: LibraryHandle, name: string, result: TypeObject | string, ...parameters: readonly (TypeObject | string)[]): Native => {
    try {
      return library.func(name, result, [...parameters]) as Native;
    } catch (error) {
      throw new SproutError('native-missing', { name: `${found.package}, llama.cpp v0.4.0` }, { cause: error });
    }
  };
  bind(base, 'ggml_log_set', 'void', koffi.pointer(logCallback), 'void *')(koffi.register(() => undefined, koffi.pointer(logCallback)), null);
  bind(ggml, 'ggml_backend_load_all_from_path', 'void', 'str')(found.directory);

  const native = Object.fromEntries(Object.entries(operations).map(([name, parameters]) => [name, bind(base, `ggml_${name}`, 'void *', 'void *', ...[...parameters].map((letter) => letters[letter] ?? ''))])) as Record<Operation, Native>;
  const init = bind(base, 'ggml_init', 'void *', initParams);
  checkLayout(init, bind(base, 'ggml_get_mem_size', 'size_t', 'void *'), bind(base, 'ggml_free', 'void', 'void *'), bind(base, 'ggml_type_name', 'str', 'int'), found.package);
  const newBackend = bind(ggml, 'ggml_backend_init_by_type', 'void *', 'int', 'str');
  const registry = bind(ggml, 'ggml_backend_reg_by_name', 'void *', 'str')('CPU') as Pointer;
  if (registry === null) throw new SproutError('native-missing', { name: found.package });
  const setThreads = bind(base, 'ggml_backend_reg_get_proc_address', 'void *', 'void *', 'str')(registry, 'ggml_backend_set_n_threads');
  const setThreadsType = koffi.proto('void sprout_set_n_threads(void *backend, int threads)');
  const bufferType = bind(base, 'ggml_backend_cpu_buffer_type', 'void *')() as Pointer;
  const newBuffer = bind(base, 'ggml_backend_buft_alloc_buffer', 'void *', 'void *', 'size_t');
  const deviceCount = bind(ggml, 'ggml_backend_dev_count', 'size_t');
  const deviceAt = bind(ggml, 'ggml_backend_dev_get', 'void *', 'size_t');
  const deviceText = (name: string): Native => bind(base, `ggml_backend_dev_${name}`, 'str', 'void *');
  const [deviceName, deviceDescription] = [deviceText('name'), deviceText('description')];
  const deviceType = bind(base, 'ggml_backend_dev_type', 'int', 'void *');
  const deviceMemory = bind(base, 'ggml_backend_dev_memory', 'void', 'void *', 'void *', 'void *');
  const deviceInit = bind(base, 'ggml_backend_dev_init', 'void *', 'void *', 'str');
  const newScheduler = bind(base, 'ggml_backend_sched_new', 'void *', 'void *', 'void *', 'int', 'size_t', 'bool', 'bool');
  const scheduledBytes = bind(base, 'ggml_backend_sched_get_buffer_size', 'size_t', 'void *', 'void *');
  const schedulerNeeds = bind(base, 'ggml_backend_sched_reserve_size', 'void', 'void *', 'void *', 'void *');
  const memorySize = (name: string, ...more: string[]): Native => bind(base, `ggml_backend_buft_get_${name}`, 'size_t', 'void *', ...more);
  const [alignmentIn, largestIn, sizeIn] = [memorySize('alignment'), memorySize('max_size'), memorySize('alloc_size', 'void *')];
  const setUsage = bind(base, 'ggml_backend_buffer_set_usage', 'void', 'void *', 'int');
  const tensorSet = bind(base, 'ggml_backend_tensor_set', 'void', 'void *', 'void *', 'size_t', 'size_t');
  const tensorGet = bind(base, 'ggml_backend_tensor_get', 'void', 'void *', 'void *', 'size_t', 'size_t');
  const allocateIn = (memory: Pointer, bytes: number): Pointer => {
    const buffer = newBuffer(memory, bytes) as Pointer;
    if (buffer === null) throw new SproutError('memory-short', { needed: Math.ceil(bytes / 2 ** 20), free: 0 });
    return buffer;
  };
  const newGallocr = bind(base, 'ggml_gallocr_new', 'void *', 'void *');
  const reserveSize = bind(base, 'ggml_gallocr_reserve_n_size', 'void', 'void *', 'void *', 'void *', 'void *', 'void *');
  const bufferBase = bind(base, 'ggml_backend_buffer_get_base', 'void *', 'void *');
  const tensorAlloc = bind(base, 'ggml_backend_tensor_alloc', 'int', 'void *', 'void *', 'void *');
  const newGraph = bind(base, 'ggml_new_graph_custom', 'void *', 'void *', 'size_t', 'bool');
  const rowSize = bind(base, 'ggml_row_size', 'size_t', 'int', 'int64_t');
  const quantizeChunk = bind(base, 'ggml_quantize_chunk', 'size_t', 'int', 'void *', 'void *', 'int64_t', 'int64_t', 'int64_t', 'void *');
  const rowReaders = new Map([...dequantizers].map(([type, name]) => [type, bind(base, name, 'void', 'void *', 'void *', 'int64_t')]));

  return {
    package: found.package,
    newBackend() {
      const backend = newBackend(cpuDevice, null) as Pointer;
      if (backend === null) throw new SproutError('native-missing', { name: found.package });
      return backend;
    },
    setThreads: (backend, threads) => { koffi.call(setThreads, setThreadsType, backend, threads); },
    freeBackend: bind(base, 'ggml_backend_free', 'void', 'void *') as Libggml['freeBackend'],
    newContext: (bytes) => init({ mem_size: bytes, mem_buffer: null, no_alloc: true }) as Pointer,
    resetContext: bind(base, 'ggml_reset', 'void', 'void *') as Libggml['resetContext'],
    freeContext: bind(base, 'ggml_free', 'void', 'void *') as Libggml['freeContext'],
    tensorOverhead: ((call) => () => Number(call()))(bind(base, 'ggml_tensor_overhead', 'size_t')),
    graphOverhead: ((call) => (nodes: number) => Number(call(nodes, false)))(bind(base, 'ggml_graph_overhead_custom', 'size_t', 'size_t', 'bool')),
    newGraph: (context, nodes) => newGraph(context, nodes, false) as Pointer,
    expand: bind(base, 'ggml_build_forward_expand', 'void', 'void *', 'void *') as Libggml['expand'],
    compute: bind(base, 'ggml_backend_graph_compute', 'int', 'void *', 'void *') as Libggml['compute'],
    newAllocator: () => newGallocr(bufferType) as Pointer,
    freeAllocator: bind(base, 'ggml_gallocr_free', 'void', 'void *') as Libggml['freeAllocator'],
    allocate: bind(base, 'ggml_gallocr_alloc_graph', 'bool', 'void *', 'void *') as Libggml['allocate'],
    neededBytes(allocator, graph) {
      const sizes = new BigUint64Array(1);
      reserveSize(allocator, graph, null, null, sizes);
      return Number(sizes[0]);
    },
    markInput: bind(base, 'ggml_set_input', 'void', 'void *') as Libggml['markInput'],
    markOutput: bind(base, 'ggml_set_output', 'void', 'void *') as Libggml['markOutput'],
    sumInFull: ((call) => (product: Pointer) => { call(product, fullPrecision); })(bind(base, 'ggml_mul_mat_set_prec', 'void', 'void *', 'int')),
    apply: (context, operation, ...args) => native[operation](context, ...args) as Pointer,
    devices: () => Array.from({ length: Number(deviceCount()) }, (_, index): Device => {
      const at = deviceAt(index) as Pointer;
      const free = new BigUint64Array(1);
      deviceMemory(at, free, new BigUint64Array(1));
      return { at, name: String(deviceName(at)), description: String(deviceDescription(at)), type: deviceTypes[Number(deviceType(at))] ?? 'accelerator', freeBytes: Number(free[0]) };
    }),
    newBackendOf(device) {
      const backend = deviceInit(device.at, null) as Pointer;
      if (backend === null) throw new SproutError('native-missing', { name: `${found.package}: ${device.description}` });
      return backend;
    },
    supports: ((call) => (device: Device, tensor: Pointer) => call(device.at, tensor) as boolean)(bind(base, 'ggml_backend_dev_supports_op', 'bool', 'void *', 'void *')),
    memoryOf: ((call) => (device: Device) => call(device.at) as Pointer)(bind(base, 'ggml_backend_dev_buffer_type', 'void *', 'void *')),
    newScheduler: (backends, memories, nodes) => newScheduler(addresses(backends), addresses(memories), backends.length, nodes, false, false) as Pointer,
    freeScheduler: bind(base, 'ggml_backend_sched_free', 'void', 'void *') as Libggml['freeScheduler'],
    resetScheduler: bind(base, 'ggml_backend_sched_reset', 'void', 'void *') as Libggml['resetScheduler'],
    schedule: bind(base, 'ggml_backend_sched_alloc_graph', 'bool', 'void *', 'void *') as Libggml['schedule'],
    computeScheduled: bind(base, 'ggml_backend_sched_graph_compute', 'int', 'void *', 'void *') as Libggml['computeScheduled'],
    scheduledBytes: (scheduler, backend) => Number(scheduledBytes(scheduler, backend)),
    neededOfEach(scheduler, graph, backends) {
      const sizes = new BigUint64Array(backends);
      schedulerNeeds(scheduler, graph, sizes);
      return [...sizes].map(Number);
    },
    newBufferIn: allocateIn,
    sizeIn: (memory, tensor) => Number(sizeIn(memory, tensor)),
    alignmentIn: (memory) => Number(alignmentIn(memory)),
    largestIn: (memory) => Number(largestIn(memory)),
    markWeights: (buffer) => { setUsage(buffer, weightsUsage); },
    write: (tensor, bytes) => { tensorSet(tensor, bytes, 0, bytes.byteLength); },
    read: (tensor, bytes) => { tensorGet(tensor, bytes, 0, bytes.byteLength); },
    newBuffer: (bytes) => allocateIn(bufferType, bytes),
    bufferFrom: bind(base, 'ggml_backend_cpu_buffer_from_ptr', 'void *', 'void *', 'size_t') as Libggml['bufferFrom'],
    bufferBase: (buffer) => BigInt(bufferBase(buffer) as bigint),
    freeBuffer: bind(base, 'ggml_backend_buffer_free', 'void', 'void *') as Libggml['freeBuffer'],
    place(buffer, tensor, address) {
      if (tensorAlloc(buffer, tensor, address) !== succeeded) throw new Error('A tensor does not fit its buffer.');
    },
    dataOf: ((call) => (tensor: Pointer) => BigInt(call(tensor) as bigint))(bind(base, 'ggml_get_data', 'void *', 'void *')),
    bytesOf: ((call) => (tensor: Pointer) => Number(call(tensor)))(bind(base, 'ggml_nbytes', 'size_t', 'void *')),
    bytesAt: (address, bytes) => koffi.view(address, bytes),
    rowBytes: (type, columns) => Number(rowSize(type, columns)),
    dequantize(type, from, to) {
      if (type === ggmlType.f32) { to.set(new Float32Array(koffi.view(from, to.byteLength))); return; }
      const read = rowReaders.get(type);
      if (!read) throw new RangeError(`There is no way to read the tensor type ${type}.`);
      read(from, to, to.length);
    },
    quantize(type, from, to, rows, columns) {
      if (type === ggmlType.f32) to.set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength));
      else if (Number(quantizeChunk(type, from, to, 0, rows, columns, null)) !== to.byteLength) throw new RangeError(`The tensor type ${type} takes another number of bytes.`);
    },
  };
}

/** As C wants an array of pointers. */
function addresses(pointers: readonly Pointer[]): BigUint64Array {
  return BigUint64Array.from(pointers, (pointer) => (pointer ?? 0n));
}

/** A library of another release would read our struct or number its types in another way, and crash or worse. */
function checkLayout(init: Native, memorySize: Native, free: Native, typeName: Native, name: string): void {
  const bytes = 4096;
  const context = init({ mem_size: bytes, mem_buffer: null, no_alloc: true }) as Pointer;
  const right = context !== null && Number(memorySize(context)) === bytes && Object.entries(ggmlType).every(([type, number]) => typeName(number) === type);
  if (context !== null) free(context);
  if (!right) throw new SproutError('native-missing', { name: `${name}, llama.cpp v0.4.0` });
}

/** Types that a base model may have, and what reads them. */
const dequantizers: ReadonlyMap<number, string> = new Map([
  [ggmlType.f16, 'ggml_fp16_to_fp32_row'], [ggmlType.bf16, 'ggml_bf16_to_fp32_row'], [2, 'dequantize_row_q4_0'], [3, 'dequantize_row_q4_1'], [6, 'dequantize_row_q5_0'], [7, 'dequantize_row_q5_1'],
  [8, 'dequantize_row_q8_0'], [10, 'dequantize_row_q2_K'], [11, 'dequantize_row_q3_K'], [12, 'dequantize_row_q4_K'], [13, 'dequantize_row_q5_K'], [14, 'dequantize_row_q6_K'], [20, 'dequantize_row_iq4_nl'], [23, 'dequantize_row_iq4_xs'],
]);
export const readableTypes: ReadonlySet<number> = new Set([ggmlType.f32, ...dequantizers.keys()]);

function load(path: string, name: string): LibraryHandle {
  try {
    return koffi.load(path, { global: true });
  } catch (error) {
    throw new SproutError('native-missing', { name }, { cause: error });
  }
}
