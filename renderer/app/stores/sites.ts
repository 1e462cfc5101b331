import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { z } from 'zod';
import type { BodyOf } from '../../../core/contract/api.ts';
import type { CoreEvent } from '../../../core/contract/events.ts';
import type { GatewayState, inboxCountsSchema } from '../../../core/contract/inbox.ts';
import type { OutdatedCopy, Site } from '../../../core/contract/site.ts';
import { api } from '../api.ts';
import { tellOwner } from '../features/inbox/desktop-notice.ts';

export type Waiting = z.infer<typeof inboxCountsSchema>;
export const sumOf = ({ leads, missed, disliked }: Waiting): number => leads + missed + disliked;

/** The firm's sites, what waits in their inboxes, and the switch of live answers, kept fresh by /api/events. */
export const useSites = defineStore('sites', () => {
  const sites = ref<Site[]>([]);
  const waiting = ref<Record<string, Waiting>>({});
  const gateway = ref<GatewayState>();
  /** On other hosts, showing what is private or deleted by now. */
  const copies = ref<OutdatedCopy[]>([]);
  const loaded = ref(false);
  /** Counts up with every change of a site, its publications or its approved answers: who shows them reads them again. */
  const changes = ref(0);
  /** The same for the inbox of each site. */
  const news = ref<Record<string, number>>({});

  const total = computed(() => sites.value.reduce((sum, { id }) => { const one = waiting.value[id]; return one ? sum + sumOf(one) : sum; }, 0));
  const siteOf = (id: string): Site | undefined => sites.value.find((site) => site.id === id);

  async function count(id: string): Promise<void> {
    waiting.value[id] = (await api.call('inboxCounts', { params: { id }, query: { days: 1 } })).waiting;
  }
  async function loadGateway(): Promise<void> {
    gateway.value = await api.call('readGateway');
  }
  async function loadCopies(): Promise<void> {
    copies.value = (await api.call('outdatedCopies')).copies;
  }
  async function loadSites(): Promise<void> {
    sites.value = (await api.call('listSites')).sites;
    await loadCopies();
    loaded.value = true;
  }
  async function load(): Promise<void> {
    await Promise.all([loadSites(), loadGateway()]);
    await Promise.all(sites.value.map(({ id }) => count(id)));
    changes.value += 1;
    for (const { id } of sites.value) news.value[id] = (news.value[id] ?? 0) + 1;
  }
  function apply(event: CoreEvent): void {
    if (event.type === 'sites-changed') void loadSites().then(() => { changes.value += 1; }).catch(console.error);
    if (event.type === 'document-deleted' || (event.type === 'document-changed' && event.document.private)) void loadCopies().catch(console.error);
    if (event.type !== 'inbox-changed') return;
    news.value[event.site] = (news.value[event.site] ?? 0) + 1;
    void count(event.site).catch(console.error);
    if (event.what !== 'other') tellOwner(event.what, event.site, siteOf(event.site)?.name ?? '');
  }
  async function update(id: string, body: BodyOf<'updateSite'>): Promise<void> {
    const site = await api.call('updateSite', { params: { id }, body });
    sites.value = sites.value.map((one) => (one.id === id ? site : one));
  }
  async function setGateway(body: BodyOf<'setGateway'>): Promise<void> {
    gateway.value = await api.call('setGateway', { body });
  }
  return { sites, copies, waiting, gateway, loaded, changes, news, total, siteOf, load, loadSites, loadCopies, loadGateway, apply, update, setGateway };
});
