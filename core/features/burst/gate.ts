import { SproutError, type GuardPreview, type GuardSettings } from '../../contract/index.ts';
import type { ChatMessage, Tool, Usage } from '../../ports/language-model.ts';
import type { PrivateText } from '../../shared/private-text.ts';
import type { Budget } from './budget/budget.ts';
import { answerTokensAtMost, promptTokensAtMost } from './budget/cost.ts';
import type { CrossingGate, CrossingResult, Outgoing } from './crossing-gate.ts';
import type { Crossings } from './crossings/crossings.ts';
import { Mask } from './guard/mask.ts';

export interface GateOptions {
  readonly settings: () => GuardSettings;
  readonly budget: Budget;
  readonly crossings: Crossings;
  /** Whether a document may never leave. Of one that was deleted nobody knows: to visitors it was published, the owner's may have been private. */
  readonly isPrivate: (document: string, site: string | null) => boolean;
  /** Finds pieces of private documents, as they are now. */
  readonly privateText: () => PrivateText;
  readonly onBug: (error: unknown) => void;
  readonly now?: () => Date;
  readonly id?: () => string;
}

export interface Gate extends CrossingGate {
  preview(text: string): GuardPreview;
  /** Whether one of the owner's documents may never leave, or a text holds a piece of one. */
  holdsPrivate(documents: readonly string[], texts: readonly string[]): boolean;
}

/** What every request passes before a byte of it leaves: private documents, personal data, money, and the log. */
export function createGate({ settings, budget, crossings, isPrivate, privateText, onBug, now = () => new Date(), id: newId = () => crypto.randomUUID() }: GateOptions): Gate {
  const textsOf = ({ messages, tools = [] }: Pick<Outgoing, 'messages' | 'tools'>): string[] => [...messages.flatMap(({ content, toolCalls = [] }) => [content, ...toolCalls.map((call) => JSON.stringify(call.arguments))]), ...tools.map((tool) => JSON.stringify(tool))];

  function areHeld(documents: readonly string[], site: string | null, texts: () => readonly string[]): boolean {
    if (documents.some((document) => isPrivate(document, site))) return true;
    const held = privateText();
    return !held.empty && texts().some((text) => held.isIn(text));
  }
  const holdsPrivate = (outgoing: Outgoing): boolean => areHeld(outgoing.provenance.documents, outgoing.provenance.site, () => textsOf(outgoing));

  return {
    preview: (text) => new Mask(settings(), [text]).preview(text),
    holdsPrivate: (documents, texts) => areHeld(documents, null, () => texts),
    async refusal(outgoing) {
      if (holdsPrivate(outgoing)) return 'private';
      return await budget.hasRoom({ remote: outgoing.remote, site: outgoing.provenance.site, texts: textsOf(outgoing), maxTokens: outgoing.maxTokens }) ? undefined : 'budget';
    },
    async open(outgoing) {
      const { remote, provenance, maxTokens } = outgoing;
      // Once more: between the router's look and here a document may have been marked.
      if (holdsPrivate(outgoing)) throw new SproutError('crossing-private');
      const masks = remote.kind === 'cloud' || remote.sees === 'masked';
      const mask = new Mask(settings(), [...outgoing.messages.flatMap(({ content, toolCalls = [] }) => [content, ...toolCalls.flatMap((call) => stringsOf(call.arguments))]), ...stringsOf(outgoing.tools ?? [])]);
      const messages = masks ? outgoing.messages.map((message) => masked(message, mask)) : outgoing.messages;
      const tools = masks ? outgoing.tools?.map((tool) => maskedTool(tool, mask)) : outgoing.tools;
      const id = newId();
      // Masked texts may be longer than what they stand for.
      const texts = textsOf({ messages, tools });
      await budget.reserve(id, { remote, site: provenance.site, texts, maxTokens });
      let left = false;
      let closed = false;
      return {
        messages, tools,
        async sent(body) {
          await crossings.sent({ id, at: now().toISOString(), remote: remote.id, remoteName: remote.name, host: new URL(remote.address).host, model: remote.model, site: provenance.site, purpose: provenance.purpose, documents: [...provenance.documents], masked: mask.counts }, body);
          left = true;
        },
        restore: (text) => (masks ? mask.restore(text) : text),
        restored: () => (masks ? mask.restored() : ''),
        async close(result) {
          if (closed) return;
          closed = true;
          if (!left || !result) return budget.release(id);
          const counted = result.usage ? 'reported' : 'estimated';
          const usage = result.usage ?? estimated(result, texts, maxTokens);
          const cost = await budget.settle(id, remote, usage, counted);
          // Settled is settled: a log that cannot be written then is for the doctor.
          await crossings.ended(id, { outcome: result.outcome, promptTokens: usage.promptTokens, completionTokens: usage.completionTokens, counted, cost, ms: result.ms }, result.received).catch(onBug);
        },
      };
    },
  };
}

/**
 * Where a server does not count: nothing for what it refused; else as much as it can have been, or a cap would be passed unseen. What broke off
 * may have gone on there to the last token that was allowed.
 */
function estimated({ outcome, received }: CrossingResult, texts: readonly string[], maxTokens: number): Usage {
  if (outcome === 'failed') return { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };
  return { promptTokens: promptTokensAtMost(texts), completionTokens: outcome === 'cut' ? maxTokens : Math.min(maxTokens, answerTokensAtMost(received)), cachedTokens: 0 };
}

function masked(message: ChatMessage, mask: Mask): ChatMessage {
  return { ...message, content: mask.text(message.content), ...(message.toolCalls ? { toolCalls: message.toolCalls.map((call) => ({ ...call, arguments: mask.value(call.arguments) as Record<string, unknown> })) } : {}) };
}

function maskedTool({ name, ...tool }: Tool, mask: Mask): Tool {
  return { name, ...mask.value(tool) as Omit<Tool, 'name'> };
}

/** Every text of a request, by itself. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
