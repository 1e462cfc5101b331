/** Mean and standard deviation; a spread of nothing counts as 1, so that it can be divided by. */
export function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
  return { mean, deviation: deviation > 0.001 ? deviation : 1 };
}
