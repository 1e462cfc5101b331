import { problemSchema, SproutError, visitEventSchema, type Locale, type VisitAnswer } from '../../../contract/index.ts';
import type { VisitClient } from '../../../ports/visit-client.ts';

export interface AskThere { ask(question: string, signal?: AbortSignal): Promise<VisitAnswer> }

const timeoutMs = 120_000;
/** A gateway lets a visitor ask so many questions a minute; whoever comes from there waits and goes on. */
const waitsAtMost = 70;
const tries = 8;

/** Visits a site at an address as a widget does: a visit, then questions, each in a conversation of its own. @throws SproutError verify-unreachable, verify-refused. */
export function askThere(client: VisitClient, { address, site, origin, locale, sleep }: { readonly address: string; readonly site: string; readonly origin: string; readonly locale: Locale; readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void> }): AskThere {
  let token: string | undefined;
  const base = `${address}/sites/${site}`;

  async function begin(signal?: AbortSignal): Promise<string> {
    const answer = await client.request(`${base}/visit`, { method: 'POST', headers: { origin, 'accept-language': locale }, body: {}, timeoutMs, signal });
    if (answer.status !== 200) throw refused(answer);
    const parsed = JSON.parse(answer.body) as { token?: unknown };
    if (typeof parsed.token !== 'string') throw refused(answer);
    return parsed.token;
  }

  const refused = ({ status, body }: { status: number; body: string }): SproutError => new SproutError('verify-refused', { address, reason: messageOf(body) ?? `HTTP ${status}` });

  return {
    async ask(question, signal) {
      const body = { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question, locale };
      for (let tried = 1; ; tried += 1) {
        token ??= await begin(signal);
        const answer = await client.request(`${base}/ask`, { method: 'POST', headers: { origin, authorization: `Bearer ${token}`, 'accept-language': locale }, body, timeoutMs, signal });
        if (answer.status === 200) return ended(answer.body, address);
        const wait = Number(answer.header('retry-after'));
        const again = (answer.status === 429 || answer.status === 503) && wait > 0 && wait <= waitsAtMost;
        if (answer.status === 401) token = undefined;
        else if (again) await sleep(wait, signal);
        if (tried >= tries || (!again && answer.status !== 401)) throw refused(answer);
      }
    },
  };
}

/** The answer at the end of its stream. */
function ended(lines: string, address: string): VisitAnswer {
  for (const line of lines.split('\n').reverse()) {
    if (line.trim() === '') continue;
    const event = visitEventSchema.safeParse(parsed(line)).data;
    if (event?.type === 'answer-end') return event.answer;
    if (event?.type === 'error') throw new SproutError('verify-refused', { address, reason: event.error.message });
  }
  throw new SproutError('verify-refused', { address, reason: 'the answer broke off' });
}

function messageOf(body: string): string | undefined {
  const value = parsed(body);
  return problemSchema.safeParse(typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined).data?.message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not even JSON.
  }
}
