import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SproutError } from '../../../core/contract/index.ts';
import { createNotifications, type Notifications } from '../../../core/features/notifications/index.ts';
import type { NotificationAddress, NotificationMessage, Notifier } from '../../../core/ports/notifier.ts';
import { MemorySecretStore } from '../../fakes/memory-secret-store.ts';

/** Keeps what it was to send; `failing` answers are failures. */
class RecordingNotifier implements Notifier {
  readonly sent: { address: NotificationAddress; message: NotificationMessage }[] = [];
  failing = 0;

  check(_name: string, { address }: NotificationAddress): { shown: string } { return { shown: new URL(address).host }; }
  async send(address: NotificationAddress, message: NotificationMessage): Promise<void> {
    this.sent.push({ address, message });
    if (this.failing > 0) { this.failing -= 1; throw new SproutError('notification-failed', { host: 'hooks.example', reason: 'HTTP 500' }); }
  }
}

const lead = (question: string, site = 'default') => ({ site, kind: 'lead' as const, question });
const hook = { kind: 'webhook' as const, name: 'Office', events: ['lead' as const], address: 'https://hooks.example/canary-path', secret: 'canary-secret' };

describe('notifications', () => {
  let notifier: RecordingNotifier;
  let secrets: MemorySecretStore;
  let notifications: Notifications;
  const bugs: unknown[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    notifier = new RecordingNotifier();
    secrets = new MemorySecretStore();
    notifications = createNotifications({ secrets, secretName: 'n', notifier, siteName: async (site) => (site === 'default' ? 'Shop' : 'Café'), locale: () => 'en', onBug: (error) => { bugs.push(error); } });
  });
  afterEach(() => { notifications.close(); vi.useRealTimers(); expect(bugs.splice(0)).toEqual([]); });
  const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000);

  it('tell at once, then at most once a minute, all that came since together', async () => {
    await notifications.add(hook);
    notifications.tell(lead('First?'));
    await pass(0);
    expect(notifier.sent.map(({ message }) => message)).toEqual([{ title: 'Shop: New message', lines: ['First?'] }]);
    for (let at = 0; at < 30; at += 1) { notifications.tell(lead(`Q${at}?`, at % 2 ? 'default' : 'cafe')); await pass(1); }
    expect(notifier.sent).toHaveLength(1);
    await pass(30);
    expect(notifier.sent).toHaveLength(2);
    expect(notifier.sent[1]?.message.title).toContain('30 new messages');
    expect(notifier.sent[1]?.message.lines).toHaveLength(11);
    expect(notifier.sent[1]?.message.lines[0]).toBe('Café: New message: Q0?');
    await pass(3600);
    expect(notifier.sent).toHaveLength(2);
    notifications.tell(lead('Later?'));
    await pass(0);
    expect(notifier.sent).toHaveLength(3);
  });

  it('tell of what each wants to hear, in at most 200 characters on one line', async () => {
    await notifications.add(hook);
    await notifications.add({ ...hook, name: 'All', events: ['lead', 'missed'] });
    notifications.tell({ site: 'default', kind: 'missed', question: `${'长'.repeat(300)}\n\nline` });
    await pass(0);
    expect(notifier.sent).toHaveLength(1);
    const [line = ''] = notifier.sent[0]?.message.lines ?? [];
    expect([[...line].length, line.includes('\n')]).toEqual([201, false]);
  });

  it('try again with longer and longer pauses, lose nothing of it, and show what is wrong until it works', async () => {
    const { id } = await notifications.add(hook);
    notifier.failing = 2;
    notifications.tell(lead('First?'));
    await pass(0);
    expect((await notifications.list())[0]).toMatchObject({ id, lastError: expect.stringContaining('HTTP 500') as string });
    notifications.tell(lead('Second?'));
    await pass(9);
    expect(notifier.sent).toHaveLength(1);
    await pass(1);
    expect(notifier.sent).toHaveLength(2);
    await pass(60);
    expect(notifier.sent).toHaveLength(3);
    expect(notifier.sent[2]?.message.lines).toEqual(['New message: First?', 'New message: Second?']);
    expect((await notifications.list())[0]?.lastError).toBeNull();
  });

  it('give up a message after five attempts, and go on with the next', async () => {
    await notifications.add(hook);
    notifier.failing = 5;
    notifications.tell(lead('Lost?'));
    await pass(4000);
    expect(notifier.sent).toHaveLength(5);
    notifications.tell(lead('Next?'));
    await pass(0);
    expect(notifier.sent[5]?.message.lines).toEqual(['Next?']);
  });

  it('show no address and no secret, keep them as secrets alone, and forget them', async () => {
    const added = await notifications.add(hook);
    expect(JSON.stringify([added, await notifications.list()])).not.toContain('canary');
    expect(added).toMatchObject({ shown: 'hooks.example', lastError: null });
    expect([...secrets.secrets.keys()]).toEqual(['n']);
    await notifications.delete(added.id);
    expect([...secrets.secrets.values()].join('')).not.toContain('canary');
    await expect(notifications.delete(added.id)).rejects.toMatchObject({ code: 'notification-not-found' });
    notifications.tell(lead('Nobody?'));
    await pass(0);
    expect(notifier.sent).toEqual([]);
  });

  it('are tested by a message, and say how it went', async () => {
    const { id } = await notifications.add(hook);
    notifier.failing = 1;
    expect((await notifications.test(id, 'zh')).lastError).toContain('HTTP 500');
    expect((await notifications.test(id, 'zh')).lastError).toBeNull();
    expect(notifier.sent[0]?.message.title).toContain('测试');
    await expect(notifications.test('absent', 'en')).rejects.toMatchObject({ code: 'notification-not-found' });
  });

  it('that are added at once are all kept', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, at) => notifications.add({ ...hook, name: `n${at}` })));
    expect(await notifications.list()).toHaveLength(10);
  });
});
