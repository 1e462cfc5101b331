import { describe, expect, it } from 'vitest';
import { createRecipeFolder } from '../../../../core/adapters/recipes/index.ts';
import { createExportFolders } from '../../../../core/adapters/bundle/index.ts';
import { createRunFolders } from '../../../../core/adapters/disk/index.ts';
import type { Example, TrainingConditions, TrainingRun } from '../../../../core/contract/index.ts';
import { unmet } from '../../../../core/features/tuning/conditions.ts';
import { createRuns } from '../../../../core/features/tuning/runs.ts';
import { modelExamples } from '../../../../core/features/tuning/taking/model-examples.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../../../core/ports/language-model.ts';
import type { MachineState } from '../../../../core/ports/machine-state.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { FakeTrainer } from '../../../fakes/fake-trainer.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';
import { templatesFolder } from '../../../support/templates.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { example } from '../../../ports/workspace-store.ts';
import { createAdapterExchange } from '../../../../core/adapters/ggml/index.ts';
import { findNativeLibrary } from '../../../../core/adapters/llama/index.ts';

type Machine = Awaited<ReturnType<MachineState['now']>>;
const conditions = (more: Partial<TrainingConditions>): TrainingConditions => ({ pluggedIn: false, idle: false, atNight: false, ...more });

/** Answers what the test gives it. */
class FakeLanguageModel implements LanguageModel {
  readonly id = 'fake';
  readonly contextLength = 4096;
  readonly requests: GenerateRequest[] = [];
  readonly #answers: string[];
  constructor(answers: readonly string[]) { this.#answers = [...answers]; }
  async countTokens(text: string): Promise<number> { return Promise.resolve(text.length); }
  async* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent> {
    this.requests.push(request);
    yield await Promise.resolve({ type: 'text', text: this.#answers.shift() ?? '' });
  }
}

describe('the conditions of a training', () => {
  it.each<[Partial<TrainingConditions>, Machine, string[]]>([
    [{}, { onBattery: true, batteryMinutes: null, load: null, temperature: null, idleMinutes: 0, hour: 12 }, []], [{ pluggedIn: true }, { onBattery: true, batteryMinutes: null, load: null, temperature: null, idleMinutes: 0, hour: 12 }, ['pluggedIn']], [{ pluggedIn: true }, { onBattery: false, batteryMinutes: null, load: null, temperature: null, idleMinutes: 0, hour: 12 }, []],
    [{ pluggedIn: true, idle: true, atNight: true }, { onBattery: null, batteryMinutes: null, load: null, temperature: null, idleMinutes: null, hour: 3 }, []], [{ idle: true, atNight: true }, { onBattery: false, batteryMinutes: null, load: null, temperature: null, idleMinutes: 1, hour: 12 }, ['idle', 'atNight']],
    [{ idle: true }, { onBattery: null, batteryMinutes: null, load: null, temperature: null, idleMinutes: 6, hour: 12 }, []], [{ atNight: true }, { onBattery: null, batteryMinutes: null, load: null, temperature: null, idleMinutes: 0, hour: 22 }, []], [{ atNight: true }, { onBattery: null, batteryMinutes: null, load: null, temperature: null, idleMinutes: 0, hour: 7 }, ['atNight']],
  ])('%j with %j wait for %j', async (wanted, machine, waits) => { expect(await unmet(conditions(wanted), { now: () => Promise.resolve(machine) })).toEqual(waits); });

  it('hold it before it begins and while it works, and let it go on from its checkpoint', async () => {
    const store = new MemoryWorkspaceStore();
    const trainer = new FakeTrainer();
    let machine: Machine = { onBattery: true, batteryMinutes: null, load: null, temperature: null, idleMinutes: 0, hour: 12 };
    // Unplugged in the middle of the work.
    trainer.gate = (step) => { if (step === 3 && trainer.jobs.length === 1) { machine = { ...machine, onBattery: true }; return new Promise(() => undefined); } return Promise.resolve(); };
    const states: (string | undefined)[] = [];
    const events = createEventHub();
    events.listen((event) => { if (event.type === 'run-progress' && states.at(-1) !== event.run.state) states.push(event.run.state); });
    const base = { id: 'base', path: '/nowhere/base.gguf', contextLength: 512, bytes: 1, bytesPerToken: 1 };
    const runs = createRuns({
      store, trainer, events, exchange: createAdapterExchange({ library: findNativeLibrary }), recipes: createRecipeFolder(templatesFolder), folders: createRunFolders(await temporaryFolder()), machine: { now: () => Promise.resolve(machine) }, threads: 1,
      exportFolders: createExportFolders(), leaving: { holdsPrivate: () => false, preview: (text) => ({ text, found: [] }), record: () => Promise.resolve(() => Promise.resolve()) },
      models: {
        repository: () => undefined, base: () => Promise.resolve(base), chat: () => Promise.resolve(new FakeLanguageModel([])), chosen: () => null, ownPath: (id) => `/nowhere/${id}.gguf`, choose: () => Promise.resolve({ chat: null, embedding: null, reranking: null }),
        encode: (_, examples) => Promise.resolve(examples.map(() => ({ tokens: Int32Array.of(1, 2, 3), scored: Uint8Array.of(0, 1, 1) }))),
      },
      locale: () => 'en', onBug: () => undefined, now: () => new Date(), random: Math.random, id: () => 'r1', conditionsEveryMs: 5, documentAnswers: () => undefined,
    });
    store.tuning.saveDataset({ id: 'd', name: 'd', recipe: 'tone-of-voice', locale: 'en', about: {}, system: '', createdAt: '2026-01-01' });
    store.tuning.saveExamples('d', Array.from({ length: 12 }, (_, at): Example => example(`e${at}`, { state: 'kept', question: `Where is the ${at * 37} tea?`, answer: `It is on shelf ${at} in room ${at * 3}.` })));
    await runs.start({ dataset: 'd', base: 'base', name: 'one', conditions: { pluggedIn: true }, questions: 0 });
    await expect.poll(() => runs.get('r1').waitingFor).toEqual(['pluggedIn']);
    expect(trainer.jobs).toHaveLength(0);
    machine = { ...machine, onBattery: false };
    await expect.poll(() => states).toContain('running');
    await expect.poll(() => runs.get('r1')).toMatchObject({ state: 'waiting', step: 2, waitingFor: ['pluggedIn'] });
    machine = { ...machine, onBattery: false };
    // The adapter cannot be written for a base that is not there: that it came so far is what is tested.
    await expect.poll(() => trainer.jobs.length).toBe(2);
    const run: TrainingRun = await runs.settled('r1');
    expect(run.losses.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(states.slice(0, 4)).toEqual(['waiting', 'running', 'waiting', 'running']);
  });
});

describe('examples that a model suggests', () => {
  const blocks = [{ kind: 'paragraph' as const, text: `A brake service takes 40 minutes and costs £25 with pads. ${'We do it while you wait and drink tea. '.repeat(4)}`, start: 0, end: 1 }];
  it('are taken when their facts are in the passage, and left out when they are not, or are cut off', async () => {
    const model = new FakeLanguageModel([JSON.stringify({ examples: [{ question: 'How long is a brake service?', answer: 'About 40 minutes.' }, { question: 'What does it cost?', answer: 'It costs £52.' }, { question: '?', answer: 'x' }] })]);
    const parts = [];
    for await (const part of modelExamples({ id: 'd', name: 'a.md', extraction: { mime: 'text/plain', pages: 1, pageKind: 'none', blocks, warnings: [] } }, model)) parts.push(part);
    expect(parts).toEqual([{ done: 1, total: 1, examples: [{ question: 'How long is a brake service?', answer: 'About 40 minutes.', before: [], origin: { kind: 'model', name: 'a.md', document: 'd' }, group: 'd:0' }] }]);
    expect(model.requests[0]).toMatchObject({ jsonSchema: { required: ['examples'] }, messages: [{ role: 'system' }, { role: 'user', content: expect.stringContaining('brake') as string }] });
    for await (const { examples } of modelExamples({ id: 'd', name: 'a.md', extraction: { mime: 'text/plain', pages: 1, pageKind: 'none', blocks, warnings: [] } }, new FakeLanguageModel(['{"examples":[{"question":"Ho']))) expect(examples).toEqual([]);
  });
});
