/** Runs tasks one after another. */
export function inTurn(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    // A failed task is its caller's; the next one starts all the same.
    last = turn.catch(() => undefined);
    return turn;
  };
}
