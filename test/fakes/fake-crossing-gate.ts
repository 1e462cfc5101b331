import type { RouteReason } from '../../core/contract/index.ts';
import type { CrossingGate, CrossingResult, OpenCrossing, Outgoing } from '../../core/features/burst/crossing-gate.ts';

/** A request that went through, and how it ended. `bodies` is what was written down before it left. */
export interface PassedCrossing { readonly outgoing: Outgoing; readonly bodies: string[]; result: CrossingResult | undefined; closed: number }

/** Lets everything through unchanged but what `refuses` names, and keeps it. `masks` puts one word in another's place, and back. */
export class FakeCrossingGate implements CrossingGate {
  readonly crossings: PassedCrossing[] = [];
  refuses: (outgoing: Outgoing) => Extract<RouteReason, 'private' | 'budget' | 'guard'> | undefined = () => undefined;
  masks: { readonly word: string; readonly by: string } | undefined;

  refusal(outgoing: Outgoing): Promise<Extract<RouteReason, 'private' | 'budget' | 'guard'> | undefined> {
    return Promise.resolve(this.refuses(outgoing));
  }

  open(outgoing: Outgoing): Promise<OpenCrossing> {
    const passed: PassedCrossing = { outgoing, bodies: [], result: undefined, closed: 0 };
    this.crossings.push(passed);
    const { word = '', by = '' } = this.masks ?? {};
    const masked = (text: string): string => (word === '' ? text : text.replaceAll(word, by));
    let held = '';
    return Promise.resolve({
      messages: outgoing.messages.map((message) => ({ ...message, content: masked(message.content) })), tools: outgoing.tools,
      sent: (body) => { passed.bodies.push(body); return Promise.resolve(); },
      restore: (text) => {
        if (by === '') return text;
        held += text;
        let keep = Math.min(by.length - 1, held.length);
        while (keep > 0 && !held.endsWith(by.slice(0, keep))) keep -= 1;
        const ready = held.slice(0, held.length - keep);
        held = held.slice(ready.length);
        return ready.replaceAll(by, word);
      },
      restored: () => { const rest = held; held = ''; return rest; },
      close: (result) => { passed.result = result; passed.closed += 1; return Promise.resolve(); },
    });
  }
}
