import { join } from 'node:path';
import { openSqliteStore } from '../../core/adapters/sqlite/index.ts';
import { defaultBudget, type BudgetSettings, type CoreEvent, type Remote } from '../../core/contract/index.ts';
import { PrivateText } from '../../core/shared/private-text.ts';
import { createBudget, createCrossings, createGate, type Budget, type Crossings, type Gate } from '../../core/features/burst/index.ts';

type Alert = Extract<CoreEvent, { type: 'budget-changed' }>['alert'];
export interface RealGate { readonly gate: Gate; readonly budget: Budget; readonly crossings: Crossings; readonly store: ReturnType<typeof openSqliteStore>; readonly alerts: NonNullable<Alert>[]; close(): void }

/** The real gate on a real database in `folder`. */
export function openRealGate(folder: string, { budget: changed, privateTexts = {}, now = () => new Date() }: { /** Of a workspace that was there, it stays without. */ budget?: Partial<BudgetSettings> | undefined; privateTexts?: Readonly<Record<string, string>>; now?: () => Date } = {}): RealGate {
  const store = openSqliteStore(join(folder, 'sprout.db'));
  if (changed) store.settings.update({ budget: { ...defaultBudget, ...changed } });
  const alerts: NonNullable<Alert>[] = [];
  const budget = createBudget({ ledger: store.ledger, settings: store.settings, onChange: (alert) => { if (alert) alerts.push(alert); }, now });
  const crossings = createCrossings({ store: store.crossings, paid: async () => (await store.ledger.entries('')).filter(({ state }) => state === 'settled').map(({ id }) => id) });
  const privateText = new PrivateText(Object.entries(privateTexts).map(([id, text]) => ({ id, text })));
  const gate = createGate({
    settings: () => store.settings.get().guard, budget, crossings, now, onBug: (error) => { throw error; },
    isPrivate: (document) => Object.hasOwn(privateTexts, document), privateText: () => privateText,
  });
  return { gate, budget, crossings, store, alerts, close: () => { store.close(); } };
}

const million = 1_000_000;
/** ¥2 and ¥3 for a million tokens. */
export const paidRemote = (address: string, more: Partial<Remote> = {}): Remote => ({
  id: 'cloud', name: 'Cloud', preset: 'other', kind: 'cloud', address, model: 'test-model', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 2 * million, cachedInput: 200_000, output: 3 * million }, sees: 'masked', enabled: true, order: 0, createdAt: '', hasKey: false, ...more,
});
