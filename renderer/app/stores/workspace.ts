import { defineStore } from 'pinia';
import { ref } from 'vue';
import { localeFrom } from '../../../core/contract/locale.ts';
import type { Settings, Starter, Status } from '../../../core/contract/workspace.ts';
import { api } from '../api.ts';
import { i18n } from '../i18n/index.ts';

/** Settings and counts of the workspace; language and appearance follow the settings at once. */
export const useWorkspace = defineStore('workspace', () => {
  const status = ref<Status>();
  const starters = ref<Starter[]>([]);
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function apply(): void {
    const settings = status.value?.settings;
    const locale = settings?.locale ?? localeFrom(navigator.language);
    i18n.global.locale.value = locale;
    document.documentElement.lang = locale === 'zh' ? 'zh-Hans' : 'en';
    const theme = settings?.theme ?? 'system';
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  }
  dark.addEventListener('change', apply);

  async function load(): Promise<void> {
    apply();
    status.value = await api.call('status');
    apply();
    starters.value = (await api.call('listStarters')).starters;
  }
  async function update(change: Partial<Settings>): Promise<void> {
    const settings = await api.call('updateSettings', { body: change });
    if (status.value) status.value = { ...status.value, settings };
    apply();
  }
  return { status, starters, load, update };
});
