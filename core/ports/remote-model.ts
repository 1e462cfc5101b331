import type { ChatMessage, Tool, Usage } from './language-model.ts';

/** A server that speaks OpenAI's protocol. */
export interface RemoteServer { /** Base address with its version path. */ readonly address: string; readonly key?: string | undefined }

export interface RemoteCall extends RemoteServer {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly tools?: readonly Tool[] | undefined;
  readonly jsonSchema?: object | undefined;
  readonly signal: AbortSignal;
  /** For the first word. */
  readonly patienceMs: number;
  /** Given the very body that is about to leave; nothing leaves before it resolves, nor when it throws. */
  onSend(body: string): Promise<void>;
}

export type RemoteEvent =
  | { readonly type: 'text'; readonly text: string }
  /** The server's own count; undefined where it gives none. */
  | { readonly type: 'end'; readonly reason: 'stop' | 'length'; readonly usage: Usage | undefined };

/** Calls models elsewhere: one call, no second try. Implementation: HTTP. */
export interface RemoteModels {
  /** @throws SproutError remote-unreachable, remote-tls, remote-key, remote-busy (field `seconds`: when to come again), remote-failed, remote-refused (what was asked), remote-slow, remote-garbled, remote-cut; AbortError. */
  complete(call: RemoteCall): AsyncIterable<RemoteEvent>;
  /** Ids of the models that a server has. @throws as above. */
  models(server: RemoteServer & { readonly signal: AbortSignal }): Promise<string[]>;
}
