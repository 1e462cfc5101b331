/** Calls `begun` at the first thing that comes. */
export async function* firstWordOf<Event>(events: AsyncIterable<Event>, begun: () => void): AsyncGenerator<Event> {
  let told = false;
  for await (const event of events) {
    if (!told) begun();
    told = true;
    yield event;
  }
}

/**
 * Asks a second place when the first has not begun after `afterMs`; whoever begins first answers, and the other is given up. Fails when both did, with the first's error.
 * @param second undefined where there is none to ask.
 */
export async function* hedged<Event>(first: (signal: AbortSignal) => AsyncIterable<Event>, second: () => Promise<((signal: AbortSignal) => AsyncIterable<Event>) | undefined>, afterMs: number, signal: AbortSignal): AsyncGenerator<Event> {
  const racers: { stop: AbortController; events: AsyncIterator<Event>; next: Promise<{ racer: number; result?: IteratorResult<Event>; error?: unknown }> }[] = [];
  const start = (ask: (signal: AbortSignal) => AsyncIterable<Event>): void => {
    const stop = new AbortController();
    const events = ask(AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
    const racer = racers.length;
    racers.push({ stop, events, next: events.next().then((result) => ({ racer, result }), (error: unknown) => ({ racer, error })) });
  };
  start(first);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => { timer = setTimeout(() => { resolve('late'); }, afterMs); });
  let winner: number | undefined;
  try {
    let come = await Promise.race([racers[0]?.next, late]);
    if (come === 'late') {
      const ask = await second();
      if (ask) start(ask);
      come = await Promise.race(racers.map(({ next }) => next));
      // One failed: the other may still answer.
      if (come.error !== undefined && racers.length > 1) come = await (racers[1 - come.racer]?.next ?? come);
    }
    if (!come) return;
    if (come.error !== undefined) throw (await racers[0]?.next)?.error ?? come.error;
    winner = come.racer;
    for (const [at, racer] of racers.entries()) if (at !== winner) racer.stop.abort();
    const events = racers[winner]?.events;
    for (let result = come.result; events && result && result.done !== true; result = await events.next()) yield result.value;
  } finally {
    clearTimeout(timer);
    // Whoever reads no more frees both.
    await Promise.all(racers.map(async ({ events, stop, next }, at) => { if (at !== winner) { stop.abort(); await next; } await events.return?.(); }));
  }
}
