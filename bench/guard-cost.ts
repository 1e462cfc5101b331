/**
 * What the gate costs a call, on a real database: looking for pieces of private documents, masking, the reservation, the line in the log, putting back, and the end.
 * A prompt of 3,000 tokens in Chinese and in English, beside 200 private documents. `--calls N`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../core/adapters/sqlite/index.ts';
import { defaultBudget, defaultGuard, type Remote } from '../core/contract/index.ts';
import { Mask } from '../core/features/burst/guard/mask.ts';
import { PrivateText } from '../core/shared/private-text.ts';
import { createBudget, createCrossings, createGate } from '../core/features/burst/index.ts';
import { option } from './support/options.ts';
import { median, report, round } from './support/report.ts';

const calls = option('calls', 200);
const warmUp = 40;
const p95 = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;

const passages = {
  chinese: (at: number): string => `第${at}条：客户王小明（手机 138${String(10_000_000 + at * 7919).slice(0, 8)}）在${at % 12 + 1}月预订了海景房，含早餐每晚 ${300 + at} 元，退房时间为中午十二点，延迟退房每小时收取五十元，行李可以寄存在前台。`,
  english: (at: number): string => `Clause ${at}: Sarah Johnson booked the garden room for ${at % 12 + 1} nights at ${80 + at} euros with breakfast; late check-out costs twenty euros an hour, and luggage may be left at the front desk until the evening. Call 020 7946 ${String(1000 + at)}. `,
};
/** About 3,000 tokens. */
const prompts = { chinese: Array.from({ length: 50 }, (_, at) => passages.chinese(at)).join('\n'), english: Array.from({ length: 52 }, (_, at) => passages.english(at)).join('\n') };
const privateDocuments = Array.from({ length: 200 }, (_, of) => ({ id: `private-${of}`, text: Array.from({ length: 120 }, (_one, at) => `第${of}份工资表第${at}行：职务津贴 ${of * 31 + at * 17} 元，绩效系数 ${(of * at) % 97}，The bonus of unit ${of} in week ${at} is ${of * at} points.`).join('\n') }));

async function timed(work: (at: number) => unknown): Promise<{ msMedian: number; msP95: number }> {
  const times: number[] = [];
  for (let at = -warmUp; at < calls; at += 1) {
    const started = performance.now();
    await work(at);
    if (at >= 0) times.push(performance.now() - started);
  }
  return { msMedian: round(median(times)), msP95: round(p95(times)) };
}

const folder = await mkdtemp(join(tmpdir(), 'sprout-guard-'));
try {
  const store = openSqliteStore(join(folder, 'sprout.db'));
  store.settings.update({ budget: { ...defaultBudget, total: { day: null, month: null } } });
  const budget = createBudget({ ledger: store.ledger, settings: store.settings, onChange: () => undefined });
  const began = performance.now();
  const privateText = new PrivateText(privateDocuments);
  const indexMs = round(performance.now() - began);
  const gate = createGate({ settings: () => store.settings.get().guard, budget, crossings: createCrossings({ store: store.crossings }), isPrivate: () => false, privateText: () => privateText, onBug: (error) => { throw error; } });
  const remote: Remote = { id: 'cloud', name: 'Cloud', preset: 'other', kind: 'cloud', address: 'https://models.example/v1', model: 'm', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 2_000_000, cachedInput: 2_000_000, output: 3_000_000 }, sees: 'masked', enabled: true, order: 0, createdAt: '', hasKey: false };

  const results: Record<string, unknown> = {};
  for (const [language, prompt] of Object.entries(prompts)) {
    const messages = [{ role: 'system' as const, content: 'Answer from the passages.' }, { role: 'user' as const, content: prompt }];
    // Each prompt is another: nothing is to be remembered of the one before.
    const asked = (at: number): typeof messages => [...messages, { role: 'user', content: `Question ${at}?` }];
    results[language] = {
      characters: prompt.length,
      privateText: await timed((at) => privateText.isIn(`${prompt} ${at}`)),
      mask: await timed((at) => { const mask = new Mask(defaultGuard, [prompt, String(at)]); mask.text(prompt); }),
      putBack: await timed(() => { const mask = new Mask(defaultGuard, [prompt]); const masked = mask.text(prompt).slice(0, 2000); const started = performance.now(); for (let at = 0; at < masked.length; at += 4) mask.restore(masked.slice(at, at + 4)); mask.restored(); return performance.now() - started; }),
      refusal: await timed((at) => gate.refusal({ remote, messages: asked(at), maxTokens: 700, provenance: { documents: [], site: null, purpose: 'answer' } })),
      wholeCall: await timed(async (at) => {
        const crossing = await gate.open({ remote, messages: asked(at), maxTokens: 700, provenance: { documents: [], site: null, purpose: 'answer' } });
        await crossing.sent(JSON.stringify(crossing.messages));
        crossing.restore('Nine.');
        await crossing.close({ outcome: 'done', usage: { promptTokens: 3000, cachedTokens: 0, completionTokens: 3 }, received: 'Nine.', ms: 1 });
      }),
    };
  }
  store.close();
  await report('guard-cost', { calls, privateDocuments: privateDocuments.length, privateCharacters: privateDocuments.reduce((sum, { text }) => sum + text.length, 0), indexMs, ...results });
} finally {
  await rm(folder, { recursive: true, force: true });
}
