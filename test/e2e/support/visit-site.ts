import { randomUUID } from 'node:crypto';
import type { VisitItem } from '../../../core/contract/index.ts';
import { freePort } from './live-page.ts';
import type { OpenSprout } from './open-sprout.ts';

/** The gateway as a visitor's own program meets it. */
export interface ProgramVisitor { deliver(items: readonly VisitItem[]): Promise<void> }

const origin = 'https://shop.example';

/** Opens the gateway for pages of a shop and publishes; the site must have something to publish. @returns how new visitors come. */
export async function openForVisitors({ api }: Pick<OpenSprout, 'api'>): Promise<() => Promise<ProgramVisitor>> {
  const port = await freePort();
  await api('/api/sites/default', { origins: [origin] }, 'PATCH');
  await api('/api/sites/default/publish', undefined, 'POST');
  await api('/api/gateway', { open: true, port }, 'PATCH');
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/sites/default/${path}`, { method: 'POST', headers: { origin, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return async () => {
    const { token } = await post('visit', {}) as { token: string };
    return {
      async deliver(items) {
        for (let from = 0; from < items.length; from += 50) {
          const part = items.slice(from, from + 50);
          const { received } = await post('inbox', { items: part }, { authorization: `Bearer ${token}` }) as { received: string[] };
          if (received.length < part.length) throw new Error(`${received.length} of ${part.length} were kept`);
        }
      },
    };
  };
}

/** A visitor who leaves one of each kind: an answered question, one that was disliked, one without an answer, and a message. */
export async function visitSite(sprout: Pick<OpenSprout, 'api'>): Promise<void> {
  const visitor = await (await openForVisitors(sprout))();
  const conversation = randomUUID();
  const disliked = randomUUID();
  const start = Date.now() - 600_000;
  const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();
  await visitor.deliver([
    { type: 'exchange', id: randomUUID(), at: at(0), conversation, question: 'How long is the warranty on kettles? 水壶保修多久？', answer: 'The warranty on kettles is two years. 水壶保修两年。', answered: true },
    { type: 'exchange', id: disliked, at: at(1), conversation, question: 'And on spare parts? 配件呢？', answer: 'Spare parts are delivered within three days. 配件三天内送达。', answered: true },
    { type: 'rating', id: randomUUID(), at: at(2), exchange: disliked, rating: 'down' },
    { type: 'exchange', id: randomUUID(), at: at(3), conversation, question: 'Do you repair umbrellas? 你们修雨伞吗？', answer: '', answered: false },
    { type: 'message', id: randomUUID(), at: at(4), conversation, name: 'Ann 安', contact: 'ann@example.org', question: 'My umbrella is broken. Please write to me. 我的雨伞坏了，请联系我。', consent: true, consentText: 'I agree. 我同意。', locale: 'en' },
  ]);
}
