import type { CrossingGate, Outgoing } from '../../core/features/burst/index.ts';
import type { RouteReason } from '../../core/contract/index.ts';

/** Lets everything through as it is, unless `refuses` says why not; keeps what passed and how it ended. */
export class OpenGate implements CrossingGate {
  readonly sent: string[] = [];
  readonly outcomes: string[] = [];
  opened = 0;
  refuses: (outgoing: Outgoing) => Extract<RouteReason, 'private' | 'budget' | 'guard'> | undefined = () => undefined;

  refusal(outgoing: Outgoing): ReturnType<CrossingGate['refusal']> { return Promise.resolve(this.refuses(outgoing)); }

  open({ messages, tools }: Outgoing): ReturnType<CrossingGate['open']> {
    this.opened += 1;
    return Promise.resolve({
      messages, tools, restore: (text) => text, restored: () => '',
      sent: (body) => { this.sent.push(body); return Promise.resolve(); },
      close: (result) => { this.outcomes.push(result?.outcome ?? 'unsent'); return Promise.resolve(); },
    });
  }
}
