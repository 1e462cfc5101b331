/** Exit code of what Ctrl-C ended, by custom. */
const interruptedCode = 130;
const signals = ['SIGINT', 'SIGTERM'] as const;

/** Tells `work` by a signal that Ctrl-C was pressed, so that it may clear up. The second one ends the program at once. @returns the exit code. */
export async function untilInterrupted(work: (interrupted: AbortSignal) => Promise<number>): Promise<number> {
  const interrupt = new AbortController();
  const leave = (): void => { for (const name of signals) process.removeListener(name, stop); };
  const stop = (): void => { leave(); interrupt.abort(); };
  for (const name of signals) process.once(name, stop);
  try {
    return await work(interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) return interruptedCode;
    throw error;
  } finally {
    leave();
  }
}
