import type { Network } from '../../core/shared/text/network.ts';

/** Rows of inputs. In a choice exactly the gold rows are right; else each row is right or wrong by itself. */
export interface Example { readonly rows: readonly Float32Array[]; readonly gold: readonly boolean[] }
export interface Training { readonly kind: 'choice' | 'yes-no'; readonly hidden: number; readonly epochs: number; readonly decay: number; /** Networks of different beginnings, whose mean is the result. */ readonly beginnings?: number }

const batchSize = 64;
const firstStep = 0.01;
const lastDigits = 3;
/** A row whose error is smaller changes nothing: most sentences are soon known to be wrong. */
const leastError = 1e-5;

/** Fits a network, or the mean of several. The same examples give the same network: the random numbers are seeded. */
export function train(inputs: readonly string[], examples: readonly Example[], training: Training): Network {
  const count = training.beginnings ?? 1;
  const networks = Array.from({ length: count }, (_, at) => trainOne(inputs, examples, training, at + 1));
  const [first] = networks;
  if (!first) throw new Error('No network was asked for.');
  const mean = (of: (network: Network) => number): number => short(networks.reduce((sum, network) => sum + of(network), 0) / count);
  return {
    ...first, linear: first.linear.map((_, at) => mean(({ linear }) => linear[at] ?? 0)), bias: mean(({ bias }) => bias),
    hidden: networks.flatMap((network) => network.hidden.map((unit) => ({ ...unit, share: short(unit.share / count) }))),
  };
}

/** Adam with a falling step. */
function trainOne(inputs: readonly string[], examples: readonly Example[], { kind, hidden, epochs, decay }: Training, seed: number): Network {
  const size = inputs.length;
  const { mean, scale } = scaling(examples, size);
  const scaled = examples.map(({ rows, gold }) => ({ gold, rows: rows.map((row) => Float64Array.from(row, (value, at) => (value - (mean[at] ?? 0)) * (scale[at] ?? 0))) }));
  const random = seeded(seed);
  // Layout: weights of the hidden units, their biases, their shares, the linear part, the bias.
  const at = { bias: hidden * size, share: hidden * (size + 1), linear: hidden * (size + 2), offset: hidden * (size + 2) + size };
  const parameters = Float64Array.from({ length: at.offset + 1 }, (_, index) => (index < at.linear ? (random() - 0.5) * 0.3 : 0));
  const get = (index: number): number => parameters[index] ?? 0;
  const momentum = new Float64Array(parameters.length);
  const variance = new Float64Array(parameters.length);
  const gradient = new Float64Array(parameters.length);
  const order = scaled.map((_, index) => index);
  let step = 0;

  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let index = order.length - 1; index > 0; index -= 1) swap(order, index, Math.floor(random() * (index + 1)));
    for (let from = 0; from < order.length; from += batchSize) {
      gradient.fill(0);
      const batch = order.slice(from, from + batchSize).flatMap((index) => scaled[index] ?? []);
      for (const { rows, gold } of batch) {
        const activations = rows.map(() => new Float64Array(hidden));
        const outputs = rows.map((row, index) => forward(row, activations[index] ?? new Float64Array()));
        errors(kind, outputs, gold).forEach((error, index) => { if (Math.abs(error) > leastError) backward(rows[index] ?? new Float64Array(), activations[index] ?? new Float64Array(), error / batch.length); });
      }
      step += 1;
      const rate = firstStep * (1 - (epoch + from / order.length) / epochs);
      parameters.forEach((value, index) => {
        const slope = (gradient[index] ?? 0) + (index === at.offset ? 0 : decay * value);
        const first = momentum[index] = 0.9 * (momentum[index] ?? 0) + 0.1 * slope;
        const second = variance[index] = 0.999 * (variance[index] ?? 0) + 0.001 * slope * slope;
        parameters[index] = value - rate * (first / (1 - 0.9 ** step)) / (Math.sqrt(second / (1 - 0.999 ** step)) + 1e-8);
      });
    }
  }
  const list = (from: number, length: number): number[] => Array.from({ length }, (_, index) => short(get(from + index)));
  return {
    inputs: [...inputs], mean: mean.map(short), scale: scale.map(short), linear: list(at.linear, size), bias: short(get(at.offset)),
    hidden: Array.from({ length: hidden }, (_, unit) => ({ weights: list(unit * size, size), bias: short(get(at.bias + unit)), share: short(get(at.share + unit)) })),
  };

  // Millions of rows pass here: the loops stay free of closures and spare checks.
  function forward(row: Float64Array, activation: Float64Array): number {
    let output = parameters[at.offset]!;
    for (let index = 0; index < size; index += 1) output += row[index]! * parameters[at.linear + index]!;
    for (let unit = 0, from = 0; unit < hidden; unit += 1, from += size) {
      let sum = parameters[at.bias + unit]!;
      for (let index = 0; index < size; index += 1) sum += row[index]! * parameters[from + index]!;
      activation[unit] = Math.tanh(sum);
      output += activation[unit]! * parameters[at.share + unit]!;
    }
    return output;
  }

  function backward(row: Float64Array, activation: Float64Array, error: number): void {
    gradient[at.offset]! += error;
    for (let index = 0; index < size; index += 1) gradient[at.linear + index]! += error * row[index]!;
    for (let unit = 0, from = 0; unit < hidden; unit += 1, from += size) {
      const value = activation[unit]!;
      gradient[at.share + unit]! += error * value;
      const inner = error * parameters[at.share + unit]! * (1 - value * value);
      gradient[at.bias + unit]! += inner;
      for (let index = 0; index < size; index += 1) gradient[from + index]! += inner * row[index]!;
    }
  }
}

/** Derivative of the negative log-likelihood by each output. */
function errors(kind: Training['kind'], outputs: readonly number[], gold: readonly boolean[]): number[] {
  if (kind === 'yes-no') return outputs.map((output, at) => 1 / (1 + Math.exp(-output)) - (gold[at] === true ? 1 : 0));
  const highest = Math.max(...outputs);
  const powers = outputs.map((output) => Math.exp(output - highest));
  const all = powers.reduce((sum, power) => sum + power, 0);
  const right = powers.reduce((sum, power, at) => sum + (gold[at] === true ? power : 0), 0) || 1;
  return powers.map((power, at) => power / all - (gold[at] === true ? power / right : 0));
}

function scaling(examples: readonly Example[], size: number): { mean: number[]; scale: number[] } {
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  let count = 0;
  for (const { rows } of examples) {
    for (const row of rows) {
      count += 1;
      row.forEach((value, at) => { sum[at] = (sum[at] ?? 0) + value; squares[at] = (squares[at] ?? 0) + value * value; });
    }
  }
  const mean = [...sum].map((value) => value / count);
  return { mean, scale: mean.map((middle, at) => 1 / (Math.sqrt(Math.max(0, (squares[at] ?? 0) / count - middle * middle)) || 1)) };
}

const short = (value: number): number => Number(value.toPrecision(lastDigits));

function swap(list: number[], a: number, b: number): void {
  const kept = list[a] ?? 0;
  list[a] = list[b] ?? 0;
  list[b] = kept;
}

/** A linear congruential generator: uniform in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => { state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff; return state / 0x80000000; };
}
