/** A request and its answer, cut into messages. `id` is unique while the request lives; bytes are at most `chunkBytes` long. */
export type ClientMessage =
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly url: string; readonly headers: readonly HeaderPair[]; readonly hasBody: boolean }
  | { readonly type: 'request-chunk'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: 'request-end'; readonly id: number }
  /** The body could not be read to its end: what arrived is not the whole. */
  | { readonly type: 'request-error'; readonly id: number; readonly reason: string }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'request-abort'; readonly id: number }
  | { readonly type: 'response-credit'; readonly id: number; readonly bytes: number };

export type ServerMessage =
  | { readonly type: 'response'; readonly id: number; readonly status: number; readonly headers: readonly HeaderPair[]; readonly hasBody: boolean }
  | { readonly type: 'response-chunk'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: 'response-end'; readonly id: number }
  | { readonly type: 'response-error'; readonly id: number; readonly reason: string }
  /** The rest of the request's body is not wanted. */
  | { readonly type: 'request-cancel'; readonly id: number }
  | { readonly type: 'request-credit'; readonly id: number; readonly bytes: number };

export type HeaderPair = readonly [name: string, value: string];

/** Bytes that may be under way unread in one direction of one request; bounds the memory of a slow reader. */
export const windowBytes = 1024 * 1024;

/** Largest piece of a body in one message. */
export const chunkBytes = 64 * 1024;
