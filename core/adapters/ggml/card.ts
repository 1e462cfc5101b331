import { Graph, type CardTraits, type Node } from './graph.ts';
import { ggmlType, type Device, type Libggml } from './libggml.ts';

const probeNodes = 64;
const size = 64;

/**
 * What a card can do of a training.
 * @returns undefined where it cannot train at all: operations that write into a tensor in place cannot be done elsewhere, as others can.
 */
export function cardTraits(lib: Libggml, device: Device): CardTraits | undefined {
  const context = lib.newContext(probeNodes * lib.tensorOverhead() + lib.graphOverhead(probeNodes));
  try {
    const graph = new Graph(lib, context, probeNodes);
    const matrix = (): Node => graph.input(ggmlType.f32, size, size);
    const heads = (): Node => graph.reshape(matrix(), size / 4, 4, size);
    const rows = graph.input(ggmlType.i32, 4);
    const cells = graph.reshape(matrix(), 1, size * size);
    const inPlace = [
      graph.set(heads(), graph.slice(heads(), 0, 4), 4), graph.set(matrix(), graph.slice(matrix(), 0, 4), 4), graph.addToCorner(heads(), graph.corner(heads(), size / 4, 2)),
      graph.causal(matrix(), 0), graph.setRows(cells, graph.input(ggmlType.f32, 1, 4), rows),
    ];
    const needed = [...inPlace, graph.mulMat(matrix(), matrix()), graph.cont(graph.transpose(matrix()))];
    if (needed.some(({ at }) => !lib.supports(device, at))) return undefined;
    return { outProd: lib.supports(device, graph.outProd(matrix(), matrix()).at) };
  } finally {
    lib.freeContext(context);
  }
}

/** The card with the most free memory that can train; chips that share the processor's memory only where they are known to be good at it. */
export function bestCard(lib: Libggml, allowShared: boolean): Device | undefined {
  return lib.devices().filter((device) => (device.type === 'graphics' || (allowShared && device.type === 'integrated')) && cardTraits(lib, device) !== undefined).sort((a, b) => b.freeBytes - a.freeBytes)[0];
}
