import { useI18n } from 'vue-i18n';
import type { ModelFit, ModelRole } from '../../../../core/contract/model.ts';

/** Words, or Chinese characters, that one token gives on average. */
const perToken = { en: 0.75, zh: 1.5 } as const;

/** What a model will feel like on this computer, in a sentence. */
export function useFitText() {
  const { t, locale } = useI18n();
  const amount = (value: number): string => new Intl.NumberFormat(locale.value, { maximumSignificantDigits: 2 }).format(value);
  return (fit: ModelFit, role: ModelRole): string => {
    const verdict = t(`models.fit.${fit.verdict}`);
    if (role !== 'chat' || fit.verdict === 'no' || fit.tokensPerSecond === undefined) return verdict;
    const words = fit.tokensPerSecond * perToken[locale.value === 'zh' ? 'zh' : 'en'];
    return `${verdict} · ${t('models.pace', { words: amount(words), seconds: amount(Math.max(1, Math.round(fit.secondsToFirstWord ?? 1))) })}`;
  };
}
