import { useI18n } from 'vue-i18n';

/** Seconds as people say them: "about 25 min", "about 3.5 h". */
export function useDuration() {
  const { t } = useI18n();
  return (seconds: number): string => {
    if (seconds < 90) return t('teach.about', { time: t('documents.seconds', { n: Math.max(1, Math.round(seconds)) }) });
    if (seconds < 5400) return t('teach.about', { time: t('documents.minutes', { n: Math.round(seconds / 60) }) });
    return t('teach.about', { time: t('models.hours', { n: Math.round(seconds / 1800) / 2 }) });
  };
}
