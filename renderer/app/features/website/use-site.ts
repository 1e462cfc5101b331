import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ApprovedAnswer, PublicReview, SiteVersion } from '../../../../core/contract/site.ts';
import { api } from '../../api.ts';
import { problemText } from '../../problem-text.ts';
import { useDocuments } from '../../stores/documents.ts';
import { useModels } from '../../stores/models.ts';
import { useSites } from '../../stores/sites.ts';
import { changesSince } from './changes-since.ts';
import { stepStates } from './site-steps.ts';

/** One site with all that its page shows of it, read again when it changes. */
export function useSite(id: string) {
  const store = useSites();
  const { locale } = useI18n();
  const documents = useDocuments();
  const models = useModels();
  const site = computed(() => store.siteOf(id));
  const review = shallowRef<PublicReview>();
  const versions = shallowRef<SiteVersion[]>([]);
  const approved = shallowRef<ApprovedAnswer[]>([]);
  const looking = ref(false);
  const problem = ref<string>();
  let stopped = false;
  let wanted = 0;
  onScopeDispose(() => { stopped = true; });

  async function attempt(work: () => Promise<void>): Promise<void> {
    try { await work(); problem.value = undefined; } catch (error) { if (!stopped) problem.value = problemText(error); }
  }
  /** Looks through what would leave; only what was asked last is shown. */
  async function look(): Promise<void> {
    const turn = wanted += 1;
    if (site.value?.documents === null) { review.value = undefined; return; }
    looking.value = true;
    await attempt(async () => {
      const found = await api.call('reviewSite', { params: { id } });
      if (turn === wanted) review.value = found;
    });
    if (turn === wanted) looking.value = false;
  }
  const load = (): Promise<void> => attempt(async () => {
    const [made, answers] = await Promise.all([api.call('listVersions', { params: { id } }), api.call('listApproved', { params: { id } })]);
    versions.value = made.versions;
    approved.value = answers.approved;
  });
  watch(() => store.changes, load, { immediate: true });
  // What leaves depends on the choice, and on what the chosen documents hold now.
  watch(() => site.value && JSON.stringify([site.value.documents, documents.documents.filter((one) => site.value?.documents?.includes(one.id)).map((one) => [one.id, one.hash, one.status])]), (now) => { if (now) void look(); }, { immediate: true });

  const shown = computed(() => versions.value.find(({ version }) => version === site.value?.published));
  const changes = computed(() => (site.value && shown.value ? changesSince(site.value, shown.value, documents.documents, approved.value) : undefined));
  const states = computed(() => (site.value ? stepStates({ site: site.value, review: review.value, approved: approved.value, changes: changes.value, gateway: store.gateway, modelTitle: models.titleOf, locale: locale.value === 'zh' ? 'zh' : 'en' }) : undefined));
  return { site, review, versions, approved, looking, problem, changes, states, look, load };
}
