import { env } from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import type { AnswerEvent, Settings } from '../../core/contract/index.ts';
import type { GenerateRequest } from '../../core/ports/language-model.ts';
import type { ModelRuntime } from '../../core/ports/model-runtime.ts';
import { FakeLanguageModel } from '../fakes/fake-language-model.ts';
import { newFolder } from '../support/new-folder.ts';
import { realCore } from '../support/real-core.ts';
import { hasModels, modelsFolder, tiny } from '../support/tiny-models.ts';
import { startRemoteServer, type RemoteBehaviour } from '../support/remote-server.ts';

const bursts = env['SPROUT_FAULTS'] === 'full' ? 1000 : 60;
const faults: RemoteBehaviour[] = [
  { kind: 'answer' }, { kind: 'status', status: 429 }, { kind: 'status', status: 500 }, { kind: 'cut', after: 1 }, { kind: 'unfinished' }, { kind: 'garbled', how: 'json' }, { kind: 'garbled', how: 'html' }, { kind: 'status', status: 401 }, { kind: 'answer', usage: 'none' },
];
const canaries = ['kestrel-4471', '天青石九号', 'Vermilion Ledger'];
/** The canary in the forms in which it might leave. */
const forms = (canary: string): string[] => [canary, Buffer.from(canary).toString('base64').replace(/=+$/, ''), Buffer.from(canary).toString('hex'), Buffer.from(canary, 'utf16le').toString('hex'), encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1), canary.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`)];

it.skipIf(!hasModels())(`lets no byte of a private document out while ${bursts} requests leave under every fault`, { timeout: 60_000 + bursts * 1500 }, async () => {
  const [one, two] = await Promise.all([startRemoteServer({ answer: () => 'Breakfast is from seven to ten.' }), startRemoteServer({ answer: () => 'Breakfast is served from seven.' })]);
  onTestFinished(async () => { await Promise.all([one.close(), two.close()]); });
  // The local model repeats what it was shown, private or not: what it says goes into the conversation, and into later prompts.
  const local = new FakeLanguageModel(({ messages }: GenerateRequest) => (messages.at(-1)?.content ?? '').slice(0, 300));
  const core = await realCore(newFolder(), { models: { folders: [modelsFolder], runtime: runtimeOf(local) } });
  onTestFinished(() => core.close());
  const { documents, burst, answers, crossings, models } = core.features;
  await models.choose('chat', tiny.stories);
  const texts = {
    'menu.md': '# Breakfast\n\nBreakfast is from seven to ten in the hall. A room with breakfast costs 88 euros.\n\n早餐时间是七点到十点，含早餐的房间为 88 欧元。',
    'salaries.md': `# Salaries\n\nThe salary of the cook is 4,100 under the code ${canaries[0]}. Breakfast staff are paid by the ${canaries[2]}.\n`,
    'plan.md': `# 计划\n\n早餐厅的改建项目代号为${canaries[1]}，预算 30 万欧元，明年三月开始。`,
  };
  const ids = new Map<string, string>();
  for (const [name, text] of Object.entries(texts)) ids.set(name, (await documents.importUpload(name, new TextEncoder().encode(text))).id);
  await documents.settled([...ids.values()]);
  for (const name of ['salaries.md', 'plan.md']) documents.setPrivate(ids.get(name) ?? '', true);
  for (const [at, { address }] of [one, two].entries()) {
    await burst.remotes.add({ name: `Place ${at}`, preset: 'other', kind: at === 0 ? 'network' : 'cloud', address, model: 'test-model', contextLength: 32_768, region: '', price: { currency: 'CNY', input: 0, cachedInput: 0, output: 0 }, sees: 'everything', enabled: true, order: at });
  }
  const rules = (on: { queue?: boolean; unsupported?: boolean }): Settings['burst']['rules'] => ({ queue: { on: on.queue ?? false, seconds: 0 }, context: { on: true }, unsupported: { on: on.unsupported ?? false }, noLocalModel: { on: true } });
  const questions = [
    'When is breakfast?', 'Is breakfast in the hall?', 'What does a room with breakfast cost?', '早餐几点？', 'What is the salary of the cook?', 'Under which code is the salary of the cook?', '早餐厅的改建项目代号是什么？', 'And who pays the breakfast staff?', `What is ${canaries[0]}?`,
    'And when does that begin?', 'Tell me about breakfast, salaries and the plan.',
  ];
  let conversation: string | undefined;
  let left = 0;
  let stayed = 0;
  for (let at = 0; left < bursts; at += 1) {
    if (at > bursts * 10) throw new Error(`Only ${left} requests left.`);
    one.behave(faults[at % faults.length] ?? { kind: 'answer' });
    two.behave(faults[(at * 7 + 3) % faults.length] ?? { kind: 'answer' });
    burst.updatePolicy({ enabled: true, patienceMs: 500, tries: 1 + (at % 2), rules: rules({ queue: at % 3 === 1, unsupported: at % 3 === 2 }) });
    // Rest is for other tests: each question here is to have its chance to leave.
    for (const { id } of await burst.remotes.list()) await burst.remotes.update(id, {});
    const remotes = await burst.remotes.list();
    const model = [undefined, `remote:${remotes[0]?.id ?? ''}`, `remote:${remotes[1]?.id ?? ''}`][at % 3];
    const question = questions[at % questions.length] ?? '';
    const before = one.bodies().length + two.bodies().length;
    // Conversations go on over several questions, so that private words are in what was said before.
    if (at % 5 === 0) conversation = undefined;
    for await (const event of answers.ask({ question, ...(conversation === undefined ? {} : { conversation }), ...(model === undefined ? {} : { model }) })) conversation = (event as Extract<AnswerEvent, { type: 'answer-start' }>).conversation ?? conversation;
    const sent = one.bodies().length + two.bodies().length - before;
    left += sent;
    if (sent === 0) stayed += 1;
  }
  const wire = `${one.received()}\n${two.received()}`;
  for (const canary of canaries) for (const form of forms(canary)) {
    // What the owner types is the owner's; this one question names a word of a private document that is no passage of it.
    const typed = canary === canaries[0] ? wire.replaceAll(`What is ${canary}?`, '') : wire;
    expect(typed.includes(form), `${canary} as ${form}`).toBe(false);
  }
  // Some stayed because of what they rest on, others left.
  expect(stayed).toBeGreaterThan(bursts / 10);
  expect(await crossings.check()).toMatchObject({ brokenAt: null });
});

function runtimeOf(model: FakeLanguageModel): ModelRuntime {
  const none = (): Promise<never> => Promise.reject(new Error('not in this test'));
  return { chat: () => Promise.resolve(model), embedder: none, reranker: none, encode: none, loaded: () => [], unload: () => Promise.resolve(), gpus: () => Promise.resolve([]), measure: none, close: () => Promise.resolve() };
}
