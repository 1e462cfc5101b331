import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VisitEvent } from '../../../../core/contract/index.ts';
import type { AnswerStream } from '../../../../core/features/visits/answer-stream.ts';
import { AnswerStreams, streamLimits } from '../../../../core/features/visits/answer-streams.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });
const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000);

/** An answer whose events a test makes. */
function begun(streams: AnswerStreams, owner = 'ann', id = '1'): { stream: AnswerStream; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { stream: streams.begin(owner, id, () => promise), end: resolve };
}
/** Collects what a reader gets until it ends. */
function reading(stream: AnswerStream, from = 0): { events: VisitEvent[]; leave: () => Promise<unknown>; done: Promise<void> } {
  const events: VisitEvent[] = [];
  const iterator = stream.read(from)[Symbol.asyncIterator]();
  const done = (async () => { for (let next = await iterator.next(); !next.done; next = await iterator.next()) events.push(next.value); })();
  return { events, leave: async () => iterator.return?.(), done };
}

describe('the stream of an answer', () => {
  it('says every three seconds that it is still coming, numbered as everything else', async () => {
    const { stream, end } = begun(new AnswerStreams());
    const reader = reading(stream);
    await pass(7);
    stream.add({ type: 'text-delta', text: 'a' });
    await pass(2);
    stream.add({ type: 'text-delta', text: 'b' });
    await pass(3);
    end();
    await reader.done;
    expect(reader.events).toEqual([{ at: 0, type: 'ping' }, { at: 1, type: 'ping' }, { at: 2, type: 'text-delta', text: 'a' }, { at: 3, type: 'text-delta', text: 'b' }, { at: 4, type: 'ping' }]);
    await pass(60);
    expect(reader.events).toHaveLength(5);
  });

  it('gives every reader all of it, from where each is, whenever each comes', async () => {
    const { stream, end } = begun(new AnswerStreams());
    const early = reading(stream);
    for (const text of ['a', 'b', 'c']) stream.add({ type: 'text-delta', text });
    const late = reading(stream, 2);
    stream.add({ type: 'text-delta', text: 'd' });
    end();
    await Promise.all([early.done, late.done]);
    expect(early.events.map(({ at }) => at)).toEqual([0, 1, 2, 3]);
    expect(late.events.map(({ at }) => at)).toEqual([2, 3]);
    const after = reading(stream, 9);
    await after.done;
    expect(after.events).toEqual([]);
  });

  it('goes on twenty seconds without a reader, and for ever with one', async () => {
    const { stream } = begun(new AnswerStreams());
    const first = reading(stream);
    await pass(100);
    await first.leave();
    await pass(19);
    expect(stream.signal.aborted).toBe(false);
    const second = reading(stream);
    await pass(100);
    expect(stream.signal.aborted).toBe(false);
    await second.leave();
    await pass(20);
    expect(stream.signal.aborted).toBe(true);
  });

  it('frees the place of a reader that leaves while it waits, at once', async () => {
    const streams = new AnswerStreams({ ...streamLimits, readersOfVisitor: 1 });
    const { stream } = begun(streams);
    const reader = reading(stream);
    await pass(0);
    expect(() => { streams.check('ann', 'reader'); }).toThrow(expect.objectContaining({ code: 'visit-busy' }));
    await reader.leave();
    expect(() => { streams.check('ann', 'reader'); }).not.toThrow();
  });
});

describe('the streams of all visitors', () => {
  it('are bounded for each and for all, and a place is free again when an answer ends', async () => {
    const streams = new AnswerStreams({ ...streamLimits, answers: 3, answersOfVisitor: 2 });
    const first = begun(streams, 'ann', '1');
    begun(streams, 'ann', '2');
    expect(() => begun(streams, 'ann', '3')).toThrow(expect.objectContaining({ code: 'visit-busy' }));
    begun(streams, 'eve', '1');
    expect(() => begun(streams, 'bob', '1')).toThrow(expect.objectContaining({ code: 'visit-busy' }));
    first.end();
    await pass(0);
    expect(() => begun(streams, 'bob', '1')).not.toThrow();
  });

  it('keep no more than they may of what has ended: the oldest go first', async () => {
    const streams = new AnswerStreams({ ...streamLimits, kept: 30_000 });
    for (let at = 0; at < 20; at += 1) { const { stream, end } = begun(streams, 'ann', String(at)); stream.add({ type: 'text-delta', text: 'x'.repeat(1000) }); end(); await pass(0); }
    const kept = Array.from({ length: 20 }, (_, at) => streams.get('ann', String(at)) !== undefined);
    expect(kept.indexOf(true)).toBe(14);
    expect(kept.slice(14).every(Boolean)).toBe(true);
  });

  it('forget a visitor\'s at once, also what is being written, and nobody else\'s', async () => {
    const streams = new AnswerStreams();
    const [writing, other] = [begun(streams, 'ann', '1'), begun(streams, 'anna', '1')];
    streams.forget('ann');
    expect([writing.stream.signal.aborted, streams.get('ann', '1'), other.stream.signal.aborted]).toEqual([true, undefined, false]);
    writing.end();
    await pass(0);
    expect(streams.get('ann', '1')).toBeUndefined();
    streams.close();
    expect(other.stream.signal.aborted).toBe(true);
  });
});
