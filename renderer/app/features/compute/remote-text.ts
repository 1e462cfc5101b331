import { useI18n } from 'vue-i18n';
import type { Remote, RemoteHealth, RemotePrice } from '../../../../core/contract/remote.ts';
import { money, thousandAnswers } from '../budget/money.ts';

/** What is said of a place elsewhere, in words. */
export function useRemoteText() {
  const { t, locale } = useI18n();
  /** Never "0": nothing answers at once. */
  const seconds = (ms: number): string => new Intl.NumberFormat(locale.value, { maximumFractionDigits: ms < 10_000 ? 1 : 0 }).format(Math.max(ms, 100) / 1000);
  const price = (one: RemotePrice): string => (one.input === 0 && one.output === 0 ? t('compute.free') : t('compute.price', { amount: money(thousandAnswers(one), one.currency, locale.value) }));
  const latency = ({ firstTokenMs }: RemoteHealth): string => (firstTokenMs === null ? '' : t('compute.latency', { seconds: seconds(firstTokenMs) }));
  const state = ({ state: name, retryAt }: RemoteHealth): string => (name === 'resting' && retryAt !== null ? t('compute.health.restingUntil', { time: new Date(retryAt).toLocaleTimeString(locale.value, { timeStyle: 'short' }) }) : t(`compute.health.${name}`));
  const sees = ({ kind, sees: what }: Pick<Remote, 'kind' | 'sees'>): string => t(`compute.sees.${kind === 'cloud' ? 'masked' : what}`);
  return { price, latency, state, sees, seconds };
}
