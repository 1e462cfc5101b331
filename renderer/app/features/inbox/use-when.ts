import { useI18n } from 'vue-i18n';

/** A moment as people write it, with the year where it is not this one. */
export function useWhen() {
  const { locale } = useI18n();
  return (iso: string): string => {
    const date = new Date(iso);
    return date.toLocaleString(locale.value, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...(date.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }) });
  };
}
