import type { Locale } from '../../core/contract/locale.ts';
import type { VisitEvent, VisitItem } from '../../core/contract/visit.ts';
import type { Keep } from './keep.ts';
import { tokenName } from './kept-names.ts';
import { listOf, readJson, textOf, writeJson } from './plain-data.ts';
import { lineReader, readEvent } from './read-answer.ts';
import { Unreachable, type Call, type Reply, type Send } from './send.ts';

/** The gateway answers, and does not serve this visitor now. */
export class Refused extends Error {
  declare readonly status: number;
  /** Seconds. */
  declare readonly retryAfter: number;
  constructor(status: number, retryAfter: number) { super(); this.status = status; this.retryAfter = retryAfter; }
}

/** Milliseconds without a byte. A waiting stream carries a line every three seconds. */
const silence = 7000;
export interface Question { readonly id: string; readonly conversation: string; readonly question: string; readonly locale: Locale }

/** Speaks core/contract/visit-api.ts. Every call may throw Unreachable or Refused. */
export interface Gateway {
  /** Begins or renews the visit; tells whether the gateway is there. @returns the token. */
  begin(): Promise<string>;
  /** Follows an answer from its line `from`; asks first where that is 0. @returns whether it came to its end; false where the gateway no longer knows it. */
  follow(question: Question, from: number, onEvent: (event: VisitEvent) => void, signal: AbortSignal): Promise<boolean>;
  /** @returns the ids that the inbox now has. */
  deliver(items: readonly VisitItem[]): Promise<unknown[]>;
  /** The next visit is another visitor's. @returns the token under which the firm may have kept something, for `forget`; '' if there is none. */
  leave(): string;
  forget(token: string): Promise<void>;
}

/** @param address of the gateway, ending in "/" */
export function createGateway(send: Send, address: string, site: string, keep: Keep): Gateway {
  const root = `${address}sites/${site}/`;
  let beginning: Promise<string> | undefined;
  const stored = (): string => keep.get(tokenName) ?? '';

  const check = ({ status, retryAfter }: Reply): void => {
    if (status === 200) return;
    // A tunnel answers 502, 530 and the like for a laptop that sleeps; 408 is a proxy that lost patience.
    if (status >= 400 && status < 500 && status !== 408 || status === 503 && retryAfter > 0) throw new Refused(status, retryAfter || 60);
    throw new Unreachable(String(status));
  };
  const post = (path: string, value: unknown): Call => ({ method: 'POST', url: root + path, body: writeJson(value), silence });
  const renew = async (): Promise<string> => {
    const reply = await send(post('visit', { token: stored() || undefined }));
    check(reply);
    const token = textOf(readJson(reply.text), 'token', 4000);
    if (!token) throw new Unreachable();
    keep.set(tokenName, token);
    return token;
  };
  const begin = (): Promise<string> => {
    beginning ??= renew().finally(() => { beginning = undefined; });
    return beginning;
  };
  const sendAs = async (call: Call): Promise<Reply> => {
    // How long it is valid is the gateway's to say: 401 renews it.
    const reply = await send({ ...call, token: stored() || await begin() });
    return reply.status === 401 ? send({ ...call, token: await begin() }) : reply;
  };

  return {
    begin,
    async follow({ id, conversation, question, locale }, from, onEvent, signal) {
      let ended = false;
      let refusal: Refused | undefined;
      const onText = lineReader((line) => {
        const event = ended ? undefined : readEvent(line);
        if (!event) return;
        if (event.type === 'error') refusal = new Refused(200, event.retryAfter ?? 30);
        else onEvent(event);
        ended = event.type === 'error' || event.type === 'answer-end';
      });
      const call = from === 0 ? post('ask', { id, conversation, question, locale }) : { method: 'GET' as const, url: `${root}answers/${id}?from=${from}` };
      const reply = await sendAs({ ...call, silence, signal, onText });
      // The last line may come without its line break.
      if (reply.status === 200) onText(`${reply.text}\n`);
      if (refusal) throw refusal;
      if (reply.status === 404 && from > 0) return false;
      check(reply);
      if (!ended) throw new Unreachable();
      return true;
    },
    async deliver(items) {
      const reply = await sendAs(post('inbox', { items }));
      check(reply);
      return listOf(readJson(reply.text), 'received');
    },
    leave() {
      const token = stored();
      keep.remove(tokenName);
      return token;
    },
    async forget(token) {
      const reply = await send({ method: 'DELETE', url: `${root}visit`, token, silence });
      // A token that is no longer known has nothing that could be deleted by it.
      if (reply.status !== 401 && reply.status !== 404) check(reply);
    },
  };
}
