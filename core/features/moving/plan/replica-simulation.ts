import { gatewayWork } from './gateway-work.ts';
import { Heap } from './heap.ts';
import type { Served } from './queue-simulation.ts';

/** Processes that answer, and the database that all of them ask. Seconds are of one processor core. */
export interface Gateways {
  readonly replicas: number;
  /** Processor seconds that the next answer takes its replica, all turns together. */
  readonly service: () => number;
  /** Of them, those beside the ranking: spread over the other turns. */
  readonly beside: number;
  readonly database: { readonly cores: number; /** Processor seconds that an answer takes it. */ readonly seconds: number; /** That keeping an answer takes its disk. */ readonly commit: number };
}

interface Answer { readonly came: number; readonly ranking: number; readonly beside: number; turn: number; /** That it would have taken alone. */ alone: number }
interface Replica { /** Turns that are ready, by their answers. */ ready: Answer[]; head: number; busy: boolean; open: number }
interface Event { readonly at: number; readonly answer: Answer; readonly replica: Replica; readonly turnEnds: boolean }

/**
 * Gateways as they are: each is one thread that takes the turns of its answers as they become ready, one at a time, and a balancer gives a question to the one with the fewest under way.
 * `waits` are what others made an answer wait, wherever; `responses` the whole of it; `longestQueue` the turns that were ready and waited.
 * @param times at which questions come, rising. @param seconds that are looked at.
 */
export function simulateReplicas({ times, seconds, replicas: count, service, beside, database }: Gateways & { readonly times: Iterable<number>; readonly seconds: number }): Served {
  const { trips, rankingAfter } = gatewayWork;
  const coming = times[Symbol.iterator]();
  let arrival = coming.next();
  const events = new Heap<Event>(({ at }) => at);
  const replicas = Array.from({ length: count }, (): Replica => ({ ready: [], head: 0, busy: false, open: 0 }));
  const cores = new Heap<number>((time) => time);
  for (let core = 0; core < database.cores; core += 1) cores.push(0);
  const waits: number[] = [];
  const responses: number[] = [];
  let [busy, ready, longestQueue, within] = [0, 0, 0, 0];

  const openOf = (at: number): number => replicas[at]?.open ?? 0;
  /** Looked at from the one behind the last on, so that equals take turns. */
  let from = 0;
  function fewestOpen(): Replica | undefined {
    let found = from;
    for (let step = 1; step < count && openOf(found) > 0; step += 1) {
      const at = (from + step) % count;
      if (openOf(at) < openOf(found)) found = at;
    }
    from = (found + 1) % count;
    return replicas[found];
  }

  function takeTurn(replica: Replica, now: number): void {
    const answer = replica.ready[replica.head];
    if (replica.busy || !answer) return;
    replica.head += 1;
    if (replica.head > 1000) { replica.ready = replica.ready.slice(replica.head); replica.head = 0; }
    ready -= 1;
    replica.busy = true;
    const takes = answer.turn === rankingAfter ? answer.ranking : answer.beside / trips;
    answer.alone += takes;
    busy += Math.max(0, Math.min(takes, seconds - now));
    events.push({ at: now + takes, answer, replica, turnEnds: true });
  }

  function becomeReady(answer: Answer, replica: Replica, now: number): void {
    replica.ready.push(answer);
    ready += 1;
    takeTurn(replica, now);
    longestQueue = Math.max(longestQueue, ready);
  }

  /** @returns when it is back. Whoever of the database's processes is free first serves it. */
  function askDatabase(answer: Answer, now: number): number {
    const takes = database.seconds / trips;
    const begins = Math.max(now, cores.pop() ?? 0);
    cores.push(begins + takes);
    const commit = answer.turn === trips ? database.commit : 0;
    answer.alone += takes + commit;
    return begins + takes + commit;
  }

  function endTurn({ at, answer, replica }: Event): void {
    replica.busy = false;
    answer.turn += 1;
    if (answer.turn <= trips) events.push({ at: askDatabase(answer, at), answer, replica, turnEnds: false });
    else {
      replica.open -= 1;
      responses.push(at - answer.came);
      waits.push(Math.max(0, at - answer.came - answer.alone));
      if (at <= seconds) within += 1;
    }
    takeTurn(replica, at);
  }

  while (!arrival.done || events.size > 0) {
    const event = events.first;
    if (!arrival.done && (!event || arrival.value <= event.at)) {
      const whole = service();
      const replica = fewestOpen();
      if (!replica) throw new RangeError('There is no replica.');
      replica.open += 1;
      // The others are never more than half of it, however quick the machine.
      const others = Math.min(beside, whole / 2);
      becomeReady({ came: arrival.value, ranking: whole - others, beside: others, turn: 0, alone: 0 }, replica, arrival.value);
      arrival = coming.next();
    } else if (event) {
      events.pop();
      if (event.turnEnds) endTurn(event);
      else becomeReady(event.answer, event.replica, event.at);
    }
  }
  return { waits, responses, longestQueue, utilisation: busy / (count * seconds), servedPerSecond: within / seconds };
}
