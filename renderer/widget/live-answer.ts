import type { VisitAnswer } from '../../core/contract/visit.ts';
import { pause, type Clock } from './clock.ts';
import { Refused, type Gateway, type Question } from './gateway.ts';

export interface LiveProgress {
  /** Place in the queue; 0 once it is the visitor's turn. */
  onPlace(place: number): void;
  /** All of the text so far. */
  onText(text: string): void;
}

/** Milliseconds without anything new after which another way is tried: with one at hand, and without. */
const patience = 9000;
const lastPatience = 15_000;

/**
 * A live answer over as many connections as it takes: each goes on where the last one broke.
 * @param insist goes on trying although nothing has come yet: there is no other way to answer.
 * @returns undefined where it broke for good or was stopped. @throws Refused
 */
export async function followLive(gateway: Pick<Gateway, 'follow'>, clock: Clock, question: Question, { onPlace, onText }: LiveProgress, insist: boolean, signal: AbortSignal): Promise<VisitAnswer | undefined> {
  let next = 0;
  let text = '';
  let answer: VisitAnswer | undefined;
  let failures = 0;
  let movedAt = clock.now();
  for (;;) {
    const before = next;
    try {
      const known = await gateway.follow(question, next, (event) => {
        // Lines that wait carry no place of their own in the answer.
        if (event.type === 'ping' || event.at < next) return;
        next = event.at + 1;
        movedAt = clock.now();
        if (event.type === 'queued') onPlace(event.place);
        if (event.type === 'text-delta') { text += event.text; onPlace(0); onText(text); }
        if (event.type === 'answer-end') answer = event.answer;
      }, signal);
      if (answer) return answer;
      // A gateway that was started anew knows nothing of it: the question is asked again.
      if (!known) { next = 0; text = ''; }
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    if (signal.aborted || next === 0 && before === 0 && !insist) return undefined;
    failures = next > before ? 1 : failures + 1;
    await pause(clock, 250 * 2 ** failures);
    if (signal.aborted || clock.now() - movedAt > (insist ? lastPatience : patience)) return undefined;
  }
}
