import { useI18n } from 'vue-i18n';
import { useDuration } from '../layout/duration.ts';

/** What is left of something under way: "about 3 min left". */
export function useTimeLeft() {
  const { t } = useI18n();
  const duration = useDuration();
  return (seconds: number): string => t('documents.left', { time: duration(seconds) });
}
