/** Runs tasks one after another: Lance's commits of one process would otherwise conflict. */
export function createQueue(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    // A failed task is its caller's; the next one starts all the same.
    last = run.catch(() => undefined);
    return run;
  };
}
