import { useI18n } from 'vue-i18n';

/** Seconds as people say them: "about 3 min left". */
export function useTimeLeft() {
  const { t } = useI18n();
  return (seconds: number): string => {
    if (seconds < 60) return t('documents.left', { time: t('documents.seconds', { n: Math.max(1, Math.ceil(seconds)) }) });
    if (seconds < 5400) return t('documents.left', { time: t('documents.minutes', { n: Math.ceil(seconds / 60) }) });
    return t('documents.left', { time: t('models.hours', { n: Math.ceil(seconds / 1800) / 2 }) });
  };
}
