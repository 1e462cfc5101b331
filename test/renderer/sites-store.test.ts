import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPinia, setActivePinia } from 'pinia';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Core } from '../../core/create-core.ts';
import { realCore } from '../support/real-core.ts';

describe('the store of sites', () => {
  let home: string;
  let core: Core;
  const kept = new Map<string, string>();
  const shown: { title: string; options: NotificationOptions | undefined }[] = [];
  class Notice {
    static permission: NotificationPermission = 'default';
    static requestPermission(): Promise<NotificationPermission> { return Promise.resolve(Notice.permission); }
    constructor(title: string, options?: NotificationOptions) { shown.push({ title, options }); }
  }
  // The real core behind the real client; of the browser only what the store touches.
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sprout-test-'));
    core = await realCore(home);
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => core.fetch(new Request(`http://sprout.test${path}`, init)));
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value); } });
    vi.stubGlobal('Notification', Notice);
    vi.resetModules();
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    await core.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });
  beforeEach(() => { setActivePinia(createPinia()); kept.clear(); shown.length = 0; });
  const open = async () => {
    const { useSites } = await import('../../renderer/app/stores/sites.ts');
    const store = useSites();
    await store.load();
    return store;
  };

  it('has the first site, its counts and the switch', async () => {
    const store = await open();
    expect(store.sites.map(({ id }) => id)).toEqual(['default']);
    expect(store.waiting).toEqual({ default: { leads: 0, missed: 0, disliked: 0 } });
    expect([store.total, store.gateway?.open]).toEqual([0, false]);
  });
  it('keeps a change in the core and shows it', async () => {
    const store = await open();
    await store.update('default', { name: 'Kettle shop', origins: ['https://Shop.example'] });
    expect(store.siteOf('default')).toMatchObject({ name: 'Kettle shop', origins: ['https://shop.example'] });
    await store.loadSites();
    expect(store.siteOf('default')?.name).toBe('Kettle shop');
  });
  it('shows what it had when a change is refused', async () => {
    const store = await open();
    const before = store.siteOf('default');
    await expect(store.update('default', { origins: ['*'] })).rejects.toMatchObject({ code: 'origin-invalid' });
    expect(store.siteOf('default')).toEqual(before);
  });
  it('reads again what the news are about, and nothing else', async () => {
    const store = await open();
    const changes = store.changes;
    store.apply({ type: 'sites-changed' });
    await expect.poll(() => store.changes).toBe(changes + 1);
    store.apply({ type: 'inbox-changed', site: 'default', what: 'other' });
    expect(store.news['default']).toBe(2);
    store.apply({ type: 'tuning-changed' });
    expect([store.changes, store.news['default']]).toEqual([changes + 1, 2]);
  });
  it('tells the owner on the desktop only when it was asked for and allowed, and never what was written', async () => {
    const store = await open();
    const { switchNotices } = await import('../../renderer/app/features/inbox/desktop-notice.ts');
    const lead = { type: 'inbox-changed', site: 'default', what: 'lead' } as const;
    store.apply(lead);
    expect(await switchNotices(true)).toBe(false);
    store.apply(lead);
    expect(shown).toEqual([]);
    Notice.permission = 'granted';
    expect(await switchNotices(true)).toBe(true);
    store.apply({ ...lead, what: 'other' });
    store.apply(lead);
    expect(shown).toEqual([{ title: 'A visitor left a message', options: { body: store.siteOf('default')?.name, tag: 'sprout-default-lead' } }]);
    await switchNotices(false);
    store.apply(lead);
    expect(shown).toHaveLength(1);
  });
});
