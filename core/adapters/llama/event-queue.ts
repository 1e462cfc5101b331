export interface EventQueue<Event> { push(event: Event): void; /** The next event, as soon as there is one. */ next(): Promise<Event> }

/** What arrives while nobody reads waits in order. For one reader. */
export function eventQueue<Event>(): EventQueue<Event> {
  const events: Event[] = [];
  let wake: (() => void) | undefined;
  return {
    push(event) { events.push(event); wake?.(); },
    async next() {
      while (events.length === 0) await new Promise<void>((resolve) => { wake = resolve; });
      return events.shift() as Event;
    },
  };
}
