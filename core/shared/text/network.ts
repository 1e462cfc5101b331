/**
 * A small network fitted by bench/fit-ranking.ts: a linear part and, beside it, a few hidden units. Without units it is a linear model.
 * Inputs are scaled first: (x - mean) * scale.
 */
export interface Network {
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly linear: readonly number[];
  readonly bias: number;
  /** Of each hidden unit: its weights, its bias, and its share of the output. */
  readonly hidden: readonly { readonly weights: readonly number[]; readonly bias: number; readonly share: number }[];
}

/** The network's output: log-odds up to a constant. @param inputs one number for each of `network.inputs`. */
export function evaluate(network: Network, inputs: ArrayLike<number>): number {
  const size = network.linear.length;
  const scaled = new Float64Array(size);
  let output = network.bias;
  for (let at = 0; at < size; at += 1) {
    const value = ((inputs[at] ?? 0) - (network.mean[at] ?? 0)) * (network.scale[at] ?? 0);
    scaled[at] = value;
    output += value * (network.linear[at] ?? 0);
  }
  for (const { weights, bias, share } of network.hidden) {
    let sum = bias;
    for (let at = 0; at < size; at += 1) sum += (weights[at] ?? 0) * (scaled[at] ?? 0);
    output += share * Math.tanh(sum);
  }
  return output;
}

/** Probabilities of alternatives of which one is right, from their log-odds. */
export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
