import { beforeEach, describe, expect, it } from 'vitest';
import type { VisitItem } from '../../../core/contract/index.ts';
import { createGateway, Refused } from '../../../renderer/widget/gateway.ts';
import { followLive } from '../../../renderer/widget/live-answer.ts';
import { createLiveLink, type LiveLink } from '../../../renderer/widget/live-link.ts';
import { newId } from '../../../renderer/widget/new-id.ts';
import { createOutbox, mostBytes, mostItems, mostMessages, mostOthers, type Outbox } from '../../../renderer/widget/outbox.ts';
import { writeJson } from '../../../renderer/widget/plain-data.ts';
import { answer } from '../../e2e/support/widget-host.ts';
import { FakeClock, FakeSend, MemoryKeep, settle } from './fakes.ts';

let at = 0;
const time = (): string => new Date(Date.parse('2026-03-02T10:00:00Z') + 1000 * (at += 1)).toISOString();
const message = (question = 'Hello'): VisitItem => ({ type: 'message', id: newId(), at: time(), conversation: null, name: '', contact: 'ann@example.org', question, consent: true, consentText: 'Yes', locale: 'en' });
const rating = (): VisitItem => ({ type: 'rating', id: newId(), at: time(), exchange: newId(), rating: 'up' });
const exchange = (text = 'Yes.'): VisitItem => ({ type: 'exchange', id: newId(), at: time(), conversation: newId(), question: 'Do you?', answer: text, answered: true });
const nothing: ReadonlySet<string> = new Set();

let clock: FakeClock;
let keep: MemoryKeep;
let outbox: Outbox;
let network: FakeSend;
beforeEach(() => {
  clock = new FakeClock();
  keep = new MemoryKeep();
  outbox = createOutbox(keep);
  network = new FakeSend();
});
const gateway = () => createGateway(network.send, 'https://gate.example/', 'default', keep);
const visit = '{"token":"t1","validFor":600}';

describe('the outbox', () => {
  it('gives messages first, then the oldest, as many as one request takes', () => {
    const items = [rating(), exchange(), message(), rating()];
    for (const item of items) outbox.add(item);
    expect(outbox.batch(nothing).map(({ type }) => type)).toEqual(['message', 'rating', 'exchange', 'rating']);
    for (let count = 0; count < 60; count += 1) outbox.add(rating());
    expect(outbox.batch(nothing)).toHaveLength(mostItems);
    outbox.clear();
    for (let count = 0; count < 9; count += 1) outbox.add(exchange('字'.repeat(1500)));
    expect(Buffer.byteLength(writeJson({ items: outbox.batch(nothing) }))).toBeLessThanOrEqual(mostBytes);
    expect(outbox.batch(nothing).length).toBeGreaterThan(1);
  });
  it('drops the oldest of the others when there are too many, never a message; more messages than it keeps are refused', () => {
    const lead = message();
    outbox.add(lead);
    const first = rating();
    outbox.add(first);
    for (let count = 0; count < mostOthers; count += 1) outbox.add(exchange());
    expect([outbox.has(lead.id), outbox.has(first.id)]).toEqual([true, false]);
    for (let count = 1; count < mostMessages; count += 1) expect(outbox.add(message())).toBe(true);
    expect(outbox.add(message())).toBe(false);
    expect(outbox.has(lead.id)).toBe(true);
  });
  it('lives with two tabs that add and remove at once, and with what others wrote under its names', () => {
    const other = createOutbox(keep);
    const [mine, theirs] = [message(), message()];
    outbox.add(mine);
    other.add(theirs);
    outbox.remove(mine.id);
    keep.set('out:broken', '{"id":');
    expect(other.batch(nothing).map(({ id }) => id)).toEqual([theirs.id]);
  });
  it('sends a message of any length alone rather than never', () => {
    outbox.add(message('字'.repeat(4000)));
    outbox.add(message('字'.repeat(4000)));
    expect(outbox.batch(nothing)).toHaveLength(1);
  });
});

describe('the link to the gateway', () => {
  let watched = true;
  let delivered = 0;
  const linked = (): LiveLink => createLiveLink({ gateway: gateway(), outbox, keep, clock, isWatched: () => watched, onDelivered: () => { delivered += 1; } });
  beforeEach(() => { watched = true; delivered = 0; });

  it('brings again after a while what was not taken, also when nobody looks', async () => {
    watched = false;
    const [first, second] = [message(), message()];
    outbox.add(first);
    outbox.add(second);
    network.replies.push(visit, JSON.stringify({ received: [first.id] }), '{"received":[]}');
    linked().wake();
    await clock.pass(60_000);
    const calls = network.calls.length;
    expect(outbox.has(second.id)).toBe(true);
    network.replies.splice(0, Infinity, JSON.stringify({ received: [second.id] }));
    await clock.pass(100_000);
    expect([network.calls.length, outbox.isEmpty(), clock.waiting]).toEqual([calls + 1, true, []]);
  });
  it('brings what waits, and removes exactly what was received', async () => {
    const [first, second] = [message(), rating()];
    outbox.add(first);
    outbox.add(second);
    network.replies.push(visit, JSON.stringify({ received: [first.id] }));
    linked().wake();
    await settle();
    expect([outbox.has(first.id), outbox.has(second.id), delivered]).toEqual([false, true, 1]);
  });
  it('tries again with longer and longer waits while somebody looks or something waits, and then no more', async () => {
    const link = linked();
    link.wake();
    await clock.pass(64_000);
    expect(network.paths.length).toBe(7);
    watched = false;
    await clock.pass(120_000);
    const calls = network.calls.length;
    await clock.pass(3_600_000);
    expect(network.calls).toHaveLength(calls);
    outbox.add(message());
    link.note();
    await clock.pass(70_000);
    expect(network.calls.length).toBeGreaterThan(calls);
    expect(link.health().state).toBe('down');
  });
  it('waits as long as it was asked to', async () => {
    network.replies.push({ status: 429, retryAfter: 20 }, visit);
    const link = linked();
    link.wake();
    await settle();
    expect(clock.waiting).toEqual([20_000]);
    await clock.pass(20_000);
    expect(link.health().state).toBe('up');
  });
  it('one item that the gateway does not take holds up no other; a message is kept even then', async () => {
    const [bad, lead, good] = [rating(), message(), rating()];
    for (const item of [bad, lead, good]) outbox.add(item);
    network.replies.push(visit, 400, 400, 400, JSON.stringify({ received: [good.id] }));
    linked().wake();
    await settle();
    expect([lead, bad, good].map(({ id }) => outbox.has(id))).toEqual([true, false, false]);
  });
  it('tells the firm to forget this visitor as soon as it can be told, with the visit that is no longer used', async () => {
    keep.set('token', 'old');
    const link = linked();
    link.forget();
    await settle();
    expect(keep.get('token')).toBeNull();
    network.replies.push('{}');
    await clock.pass(2000);
    expect(network.calls.at(-1)).toMatchObject({ method: 'DELETE', token: 'old' });
    expect(keep.texts.size).toBe(0);
  });
});

describe('a live answer', () => {
  const question = { id: newId(), conversation: newId(), question: 'How long?', locale: 'en' as const };
  const line = (value: object): string => `${JSON.stringify(value)}\n`;
  const end = { at: 3, type: 'answer-end', answer: answer('One two') };
  const followed = (insist = false, signal = new AbortController().signal) => {
    const texts: string[] = [];
    const places: number[] = [];
    const done = followLive(gateway(), clock, question, { onPlace: (place) => { places.push(place); }, onText: (text) => { texts.push(text); } }, insist, signal);
    return { texts, places, done };
  };
  beforeEach(() => { keep.set('token', 't0'); });

  it('shows place and text as they come', async () => {
    network.replies.push(line({ at: 0, type: 'queued', place: 2 }) + line({ at: 0, type: 'ping' }) + line({ at: 1, type: 'text-delta', text: 'One ' }) + line({ at: 2, type: 'text-delta', text: 'two' }) + line(end).trim());
    const { done, texts, places } = followed();
    expect((await done)?.answer).toBe('One two');
    expect(texts).toEqual(['One ', 'One two']);
    expect(places[0]).toBe(2);
  });
  it('goes on where it broke; a line that comes again is not said again; half a line is not a line', async () => {
    network.replies.push(line({ at: 0, type: 'text-delta', text: 'One ' }) + '{"at":1,"type":"text-de', null, line({ at: 0, type: 'text-delta', text: 'One ' }) + line({ at: 1, type: 'text-delta', text: 'two' }) + line(end));
    const { done, texts } = followed();
    await clock.pass(5000);
    expect((await done)?.answer).toBe('One two');
    expect(texts).toEqual(['One ', 'One two']);
    expect(network.paths).toEqual(['POST /sites/default/ask', `GET /sites/default/answers/${question.id}?from=1`, `GET /sites/default/answers/${question.id}?from=1`]);
  });
  it('is given up at once where nothing came and there is another way, later where it had begun, latest where there is none', async () => {
    expect(await followed().done).toBeUndefined();
    expect(network.calls).toHaveLength(1);
    network.replies.push(line({ at: 0, type: 'text-delta', text: 'One ' }));
    const begun = followed();
    await clock.pass(60_000);
    expect(await begun.done).toBeUndefined();
    expect(network.calls.length).toBeGreaterThan(4);
    const before = network.calls.length;
    const insisting = followed(true);
    await clock.pass(60_000);
    expect(await insisting.done).toBeUndefined();
    expect(network.calls.length - before).toBeGreaterThan(3);
  });
  it('is asked again under its id where the gateway forgot it; a visit that ended is renewed once', async () => {
    network.replies.push(line({ at: 0, type: 'text-delta', text: 'Half' }), 404, 401, visit, line(end));
    const { done } = followed();
    await clock.pass(5000);
    expect((await done)?.answer).toBe('One two');
    expect(network.calls.at(-1)).toMatchObject({ method: 'POST', url: 'https://gate.example/sites/default/ask', token: 't1' });
  });
  it.each([[{ status: 429, retryAfter: 9 }, 9], [{ status: 403 }, 60], [{ text: `{"at":0,"type":"error","error":{"code":"busy","message":""},"retryAfter":4}\n` }, 4]])('a refusal is told apart from a broken connection: %j', async (reply, retryAfter) => {
    network.replies.push(reply);
    const refusal = await followed().done.catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal).toMatchObject({ retryAfter });
  });
  it('sends nothing more once it was stopped', async () => {
    const stop = new AbortController();
    network.replies.push(line({ at: 0, type: 'text-delta', text: 'Half' }));
    const { done } = followed(true, stop.signal);
    await settle();
    stop.abort();
    await clock.pass(30_000);
    expect(await done).toBeUndefined();
    expect(network.calls).toHaveLength(1);
  });
});
