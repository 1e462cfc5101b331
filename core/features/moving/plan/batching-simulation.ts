import { Heap } from './heap.ts';
import { batching, type ModelServer } from './model-server.ts';
import type { Served } from './queue-simulation.ts';

export interface Conversation { readonly promptTokens: number; readonly answerTokens: number }

interface Writing { /** Steps of the server after which it has ended. */ readonly until: number; readonly tokens: number; readonly startedAt: number; readonly came: number }

/**
 * One server that answers many at once, step by step (continuous batching): each step reads a portion of the prompts that were let in and writes a word of every answer that is under way. Who finds
 * no room in conversation memory waits, first come first served. `waits` are seconds until the first word; `responses` until the last.
 */
export function simulateBatching({ times, server, next, seconds }: { readonly times: Iterable<number>; readonly server: ModelServer; readonly next: () => Conversation; readonly seconds: number }): Served {
  const coming = times[Symbol.iterator]();
  let arrival = coming.next();
  const waiting: (Conversation & { readonly came: number })[] = [];
  let head = 0;
  const reading: (Conversation & { readonly came: number; left: number })[] = [];
  const writing = new Heap<Writing>(({ until }) => until);
  const waits: number[] = [];
  const responses: number[] = [];
  let time = 0;
  let steps = 0;
  let busy = 0;
  let longestQueue = 0;
  let within = 0;
  /** Tokens of conversation memory that are read in a step: of those that write, their prompts and what they wrote. */
  let prompts = 0;
  let begun = 0;

  const letIn = (): void => {
    while (!arrival.done && arrival.value <= time) { waiting.push({ ...next(), came: arrival.value }); arrival = coming.next(); }
    while (head < waiting.length && reading.length + writing.size < server.conversations) {
      const one = waiting[head++];
      if (one) reading.push({ ...one, left: one.promptTokens });
    }
    longestQueue = Math.max(longestQueue, waiting.length - head);
  };

  for (letIn(); !arrival.done || reading.length > 0 || writing.size > 0; letIn()) {
    if (reading.length === 0 && writing.size === 0) {
      time = arrival.done ? time : arrival.value;
      continue;
    }
    let portion = 0;
    for (const one of reading) {
      const taken = Math.min(one.left, batching.promptTokens - portion);
      one.left -= taken;
      portion += taken;
      if (portion === batching.promptTokens) break;
    }
    const held = prompts + writing.size * steps - begun;
    const each = server.step(writing.size, portion, held);
    // While nothing is read and nobody comes, steps are alike: many in one.
    const alike = portion > 0 ? 1 : Math.max(1, Math.min((writing.first?.until ?? steps + 1) - steps, arrival.done ? Infinity : Math.ceil((arrival.value - time) / each)));
    const before = time;
    time += each * alike;
    steps += alike;
    busy += Math.max(0, Math.min(time, seconds) - Math.min(before, seconds));
    for (let first = writing.first; first && first.until <= steps; first = writing.first) {
      writing.pop();
      prompts -= first.tokens;
      begun -= first.startedAt;
      responses.push(time - first.came);
      if (time <= seconds) within += 1;
    }
    while (reading[0]?.left === 0) {
      const read = reading.shift();
      if (!read) break;
      waits.push(time - read.came);
      prompts += read.promptTokens;
      begun += steps;
      writing.push({ until: steps + Math.max(1, Math.round(read.answerTokens)), tokens: read.promptTokens, startedAt: steps, came: read.came });
    }
  }
  return { waits, responses, longestQueue, utilisation: busy / seconds, servedPerSecond: within / seconds };
}
