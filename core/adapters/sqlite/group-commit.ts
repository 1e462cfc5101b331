type Transaction = <Result>(work: () => Result) => Result;

/** Milliseconds that a write waits for others: a commit is fsynced and costs 1–4 ms, whatever it holds. */
const patience = 5;

export interface GroupCommit {
  /** Durable when it resolves. Work that fails fails alone. */
  write<Result>(work: () => Result): Promise<Result>;
  /** Commits what waits, now. */
  flush(): void;
}

/** Many writes of many callers in one commit. */
export function createGroupCommit(transaction: Transaction): GroupCommit {
  let waiting: { work: () => unknown; resolve: (value: unknown) => void; reject: (error: unknown) => void }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    let results: unknown[] | undefined;
    try {
      results = transaction(() => batch.map(({ work }) => work()));
    } catch (error) {
      if (batch.length === 1) return batch[0]?.reject(error);
    }
    if (results) return batch.forEach(({ resolve }, at) => { resolve(results[at]); });
    // One of them cannot be written: the others are not to suffer.
    for (const { work, resolve, reject } of batch) {
      try {
        resolve(transaction(work));
      } catch (error) {
        reject(error);
      }
    }
  }

  return {
    flush,
    write: (work) => new Promise((resolve, reject) => {
      waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      timer ??= setTimeout(flush, patience);
    }),
  };
}
