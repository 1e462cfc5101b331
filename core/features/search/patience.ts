/**
 * Waits for `work` no longer than this; what does not heed the signal is left to end by itself, such as a model that is being loaded for
 * the next question.
 * @throws DOMException TimeoutError; AbortError of the other signals; what `work` throws.
 */
export async function withPatience<Result>(milliseconds: number, work: (signal: AbortSignal) => Promise<Result>, ...signals: readonly AbortSignal[]): Promise<Result> {
  const signal = AbortSignal.any([AbortSignal.timeout(milliseconds), ...signals]);
  const over = new Promise<never>((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }, { once: true }); });
  const working = work(signal);
  // Its failure after the time is up is nobody's any more.
  working.catch(() => undefined);
  return Promise.race([working, over]);
}
