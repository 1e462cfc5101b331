import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { BodyOf } from '../../../core/contract/api.ts';
import type { CoreEvent } from '../../../core/contract/events.ts';
import type { ModelList, ModelRole, OfferedModel, Recommendation } from '../../../core/contract/model.ts';
import { api } from '../api.ts';

const quoteKey = 'sprout.quote';

/** The models on this machine, those that can be had, and downloads, kept fresh by /api/events. */
export const useModels = defineStore('models', () => {
  const list = ref<ModelList>();
  const offered = ref<OfferedModel[]>([]);
  const recommended = ref<Recommendation>();
  const measuring = ref(false);
  /** Documents that can be found by meaning, while they are being prepared for it. */
  const meaning = shallowRef<{ done: number; total: number }>();
  /** The owner prefers quotes for now; the chosen model stays chosen. */
  const quoting = ref(localStorage.getItem(quoteKey) === 'yes');

  const titles = computed(() => new Map([...offered.value.flatMap(({ title, files }) => files.map(({ id }) => [id, title] as const)), ...(list.value?.models ?? []).map(({ id, title }) => [id, title] as const)]));
  const titleOf = (id: string): string => titles.value.get(id) ?? id;
  const chat = computed(() => (list.value?.models ?? []).find(({ id }) => id === list.value?.chosen.chat));
  /** The model that a training made; undefined while there is none. */
  const modelOfRun = (run: string): string | undefined => (list.value?.models ?? []).find(({ tuned }) => tuned?.run === run)?.id;
  /** What answers now; undefined is word for word. */
  const answering = computed(() => (quoting.value ? undefined : chat.value));
  const running = computed(() => (list.value?.downloads ?? []).filter(({ state }) => state === 'running' || state === 'waiting' || state === 'checking'));

  async function load(): Promise<void> {
    list.value = await api.call('listModels');
  }
  /** What only the Models page needs. */
  async function loadOffers(): Promise<void> {
    const [catalogue, set] = await Promise.all([api.call('modelCatalogue'), api.call('recommendModels')]);
    offered.value = catalogue.models;
    recommended.value = set;
  }
  async function refresh(): Promise<void> {
    await load();
    if (offered.value.length > 0) await loadOffers();
  }
  function apply(event: CoreEvent): void {
    if (event.type === 'models-changed') void refresh().catch(console.error);
    if (event.type === 'meaning-progress') meaning.value = event.done < event.total ? event : undefined;
    if (event.type !== 'download-progress' || !list.value) return;
    const { downloads } = list.value;
    const at = downloads.findIndex(({ id }) => id === event.download.id);
    if (at < 0) downloads.push(event.download);
    else downloads[at] = event.download;
  }
  async function measure(): Promise<void> {
    if (measuring.value) return;
    measuring.value = true;
    try {
      await api.call('measureMachine');
      await refresh();
    } finally { measuring.value = false; }
  }
  async function get(wanted: BodyOf<'getModel'>): Promise<void> {
    await api.call('getModel', { body: wanted });
    await load();
  }
  async function choose(role: ModelRole, id: string | null): Promise<void> {
    await api.call('chooseModel', { body: { role, id } });
    if (role === 'chat' && id !== null) quote(false);
    await load();
  }
  function quote(on: boolean): void {
    quoting.value = on;
    localStorage.setItem(quoteKey, on ? 'yes' : 'no');
  }
  return { list, offered, recommended, measuring, meaning, quoting, chat, answering, running, titleOf, modelOfRun, load, loadOffers, apply, measure, get, choose, quote };
});
