import type { KeyWrapper } from '../../core/ports/key-wrapper.ts';
import type { KeychainReply, KeychainRequest } from '../main/keychain-messages.ts';
import type { Port } from '../main/transport/port.ts';

/** The shell's keychain, asked by messages. */
export function createShellKeychain(port: Port<KeychainReply, KeychainRequest>): KeyWrapper {
  const waiting = new Map<number, PromiseWithResolvers<KeychainReply>>();
  let last = 0;
  port.listen((reply) => { waiting.get(reply.id)?.resolve(reply); waiting.delete(reply.id); });
  function ask(send: (id: number) => KeychainRequest): Promise<KeychainReply> {
    last += 1;
    const answer = Promise.withResolvers<KeychainReply>();
    waiting.set(last, answer);
    port.post(send(last));
    return answer.promise;
  }
  async function bytesOf(what: 'wrap' | 'unwrap', bytes: Uint8Array): Promise<{ bytes: Uint8Array; stale: boolean }> {
    const reply = await ask((id) => ({ id, ask: what, bytes }));
    if ('bytes' in reply) return reply;
    throw new Error(`The keychain: ${'failed' in reply ? reply.failed : 'no answer'}`);
  }
  return {
    async state() { const reply = await ask((id) => ({ id, ask: 'state' })); return 'state' in reply ? reply.state : 'locked'; },
    wrap: async (key) => (await bytesOf('wrap', key)).bytes,
    async unwrap(wrapped) { const { bytes, stale } = await bytesOf('unwrap', wrapped); return { key: bytes, stale }; },
  };
}
