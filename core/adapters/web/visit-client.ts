import { SproutError } from '../../contract/index.ts';
import type { VisitClient } from '../../ports/visit-client.ts';

/** Of an answer; a stream of words is far below it. */
const largest = 4 * 1024 * 1024;

export function createVisitClient(): VisitClient {
  return {
    async request(url, { method, headers, body, timeoutMs, signal }) {
      try {
        const limit = AbortSignal.timeout(timeoutMs);
        const response = await fetch(url, {
          method, redirect: 'manual', signal: signal ? AbortSignal.any([signal, limit]) : limit, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return { status: response.status, header: (name) => response.headers.get(name), body: await textOf(response) };
      } catch (cause) {
        signal?.throwIfAborted();
        const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause as NodeJS.ErrnoException : undefined;
        throw new SproutError('verify-unreachable', { address: new URL(url).origin, reason: inner?.code ?? inner?.message ?? (cause instanceof Error ? cause.name : 'unknown') }, { cause });
      }
    },
  };
}

async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > largest) throw new Error('too long');
  }
  return text + decoder.decode();
}
