import type { Remote, RouteReason } from '../../contract/index.ts';
import type { ChatMessage, Provenance, Tool, Usage } from '../../ports/language-model.ts';

/** A request that is about to leave this computer. */
export interface Outgoing {
  readonly remote: Remote;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly Tool[] | undefined;
  readonly maxTokens: number;
  readonly provenance: Provenance;
}

/** What came of it. */
export interface CrossingResult {
  readonly outcome: 'done' | 'cut' | 'failed';
  /** The server's count; undefined where it gave none. */
  readonly usage: Usage | undefined;
  /** As it came, before anything was put back. */
  readonly received: string;
  readonly ms: number;
}

/** A request that may leave: masked, paid for, and written down. */
export interface OpenCrossing {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly Tool[] | undefined;
  /** Writes the very bytes into the log, durably; called before they leave, and once. */
  sent(body: string): Promise<void>;
  /** Puts what was masked back into a stream of text; holds a piece of a placeholder back until the rest of it comes. */
  restore(text: string): string;
  /** What was still held back. */
  restored(): string;
  /** Settles what it cost; once. Before `sent`: gives the money back and leaves no trace. */
  close(result: CrossingResult | undefined): Promise<void>;
}

/** What every request passes before a byte of it leaves. */
export interface CrossingGate {
  /** Quick, without side effects: whether it would be let through. The router asks it to pass a remote over. */
  refusal(outgoing: Outgoing): Promise<Extract<RouteReason, 'private' | 'budget' | 'guard'> | undefined>;
  /** @throws SproutError crossing-private, budget-used-up, price-currency. */
  open(outgoing: Outgoing): Promise<OpenCrossing>;
}
