import { afterEach, describe, expect, it } from 'vitest';
import { ModelMemory } from '../../../../core/features/models/memory.ts';
import type { LoadedModel } from '../../../../core/ports/model-runtime.ts';

/** A machine on which each model takes what it says, besides what other programs have taken. */
class Machine {
  others = 0;
  unloaded: string[] = [];
  models: LoadedModel[] = [];
  readonly total: number;
  readonly mappedCountsAsFree: boolean;

  constructor(total: number, mappedCountsAsFree = false) {
    this.total = total;
    this.mappedCountsAsFree = mappedCountsAsFree;
  }
  load(id: string, memoryMegabytes: number, usedAt: number, more: Partial<LoadedModel> = {}): void { this.models.push({ id, memoryMegabytes, fileMegabytes: 0, busy: 0, waiting: 0, usedAt, ...more }); }
  machine(): { memoryMegabytes: number; freeMegabytes: number; mappedCountsAsFree: boolean; cores: number; fingerprint: string } {
    const used = this.models.reduce((sum, { memoryMegabytes, fileMegabytes }) => sum + memoryMegabytes - (this.mappedCountsAsFree ? fileMegabytes : 0), this.others);
    return { memoryMegabytes: this.total, freeMegabytes: this.total - used, mappedCountsAsFree: this.mappedCountsAsFree, cores: 2, fingerprint: '' };
  }
  loaded(): readonly LoadedModel[] { return this.models; }
  unload(id: string): Promise<void> {
    this.unloaded.push(id);
    this.models = this.models.filter((model) => model.id !== id);
    return Promise.resolve();
  }
}

let memory: ModelMemory | undefined;
afterEach(() => { memory?.close(); });
const keep = (machine: Machine, chosen: readonly string[] = []): ModelMemory => (memory = new ModelMemory({ library: machine, runtime: machine, chosen: () => chosen, onUnloaded: () => undefined, onBug: (error) => { throw error; } }));

describe('memory that runs short', () => {
  it('takes models at rest, the longest unused first, those chosen last, and no more than it must', async () => {
    const machine = new Machine(8000);
    machine.load('chosen and old', 2000, 1);
    machine.load('new', 1000, 3);
    machine.load('old', 1000, 2);
    machine.load('at work', 1000, 0, { busy: 1 });
    const kept = keep(machine, ['chosen and old']);
    await kept.relieve();
    expect(machine.unloaded).toEqual([]);
    machine.others = 2900;
    await kept.relieve();
    expect(machine.unloaded).toEqual(['old']);
    machine.others = 6000;
    await kept.relieve();
    expect(machine.unloaded).toEqual(['old', 'new', 'chosen and old']);
    expect(machine.models.map(({ id }) => id)).toEqual(['at work']);
  });
  it('is made free for a model that is wanted, or the answer is no', async () => {
    const machine = new Machine(8000);
    machine.load('resting', 3000, 1);
    machine.load('at work', 3000, 2, { busy: 2 });
    const kept = keep(machine);
    expect(await kept.makeRoom(1000)).toBe(true);
    expect(machine.unloaded).toEqual([]);
    expect(await kept.makeRoom(4000)).toBe(true);
    expect(machine.unloaded).toEqual(['resting']);
    expect(await kept.makeRoom(5000)).toBe(false);
  });
  it('is not thought free where a model is mapped from its file', async () => {
    const machine = new Machine(8000, true);
    machine.load('mapped', 5000, 1, { fileMegabytes: 4500 });
    machine.others = 2900;
    const kept = keep(machine);
    expect(machine.machine().freeMegabytes).toBe(4600);
    expect(kept.free).toBe(100);
    await kept.relieve();
    expect(machine.unloaded).toEqual(['mapped']);
  });
});
