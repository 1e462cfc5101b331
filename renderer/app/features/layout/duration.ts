import { useI18n } from 'vue-i18n';

/** Seconds as people say them: "40 s", "25 min", "3.5 h". */
export function useDuration() {
  const { t } = useI18n();
  return (seconds: number): string => {
    if (seconds < 60) return t('documents.seconds', { n: Math.max(1, Math.ceil(seconds)) });
    if (seconds < 5400) return t('documents.minutes', { n: Math.ceil(seconds / 60) });
    return t('models.hours', { n: Math.ceil(seconds / 1800) / 2 });
  };
}
