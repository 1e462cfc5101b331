import type { AppliedAdapter, Priority } from '../../ports/language-model.ts';
import { laneOf, type AdapterShelf } from './adapter-shelf.ts';
import { BatchBuffer } from './batch-buffer.ts';
import { choosePrefix, createSlots, type Slot } from './chat-slots.ts';
import type { Libllama, Pointer, SamplerPart } from './libllama.ts';
import { PromptLookup } from './prompt-lookup.ts';
import { StepCosts } from './step-costs.ts';
import { TextStream } from './text-stream.ts';
import { ThreadChooser } from './thread-chooser.ts';

export interface ChatJob {
  readonly tokens: Int32Array;
  readonly maxTokens: number;
  readonly sampling: readonly SamplerPart[];
  readonly stops: readonly string[];
  readonly priority: Priority;
  readonly adapters: readonly AppliedAdapter[];
  readonly events: {
    queued(place: number): void;
    text(text: string): void;
    end(result: { reason: 'stop' | 'length'; promptTokens: number; cachedTokens: number; completionTokens: number; firstTokenMs: number; totalMs: number }): void;
    failed(error: unknown): void;
  };
}

export interface ChatEngineOptions { /** Tokens that memory holds, all conversations together. */ readonly cells: number; /** Tokens of one conversation. */ readonly contextLength: number; readonly slots: number; readonly threads: number; /** Tokens guessed at most; 0 turns guessing off. */ readonly guess: number; /** Tokens that conversations at rest may hold, besides the newest. */ readonly resting: number }

/** A job that has, or had, a slot. */
interface Running {
  readonly job: ChatJob;
  /** Jobs of one lane have the same adapters and share batches and memory. */
  readonly lane: string;
  readonly arrivedAt: number;
  readonly sampler: Pointer;
  readonly stream: TextStream;
  readonly lookup: PromptLookup;
  /** What memory must hold before the next token is written: the prompt, and after a preemption what was written too. */
  prompt: ArrayLike<number>;
  slot: Slot | undefined;
  /** Sampled and not yet in memory; absent while the prompt is read. */
  pending: number | undefined;
  guess: readonly number[];
  /** Places in the batch whose scores belong to this job. */
  outputs: number[];
  added: number[];
  /** Number of the step that last wrote for it. */
  steppedAt: number;
  cachedTokens: number;
  written: number;
  /** Text that was not handed on yet, and when the last was. */
  unsent: string;
  sentAt: number;
  firstAt: number | undefined;
}

const batchTokens = 512;
/** Tokens of a prompt that are read in one step while others write: they wait for no longer than this takes. */
const readBesideOthers = 128;
/** Room kept for an answer whose length nobody limited. */
const usualAnswer = 1024;
/** Guessing pays while few write: a batch of many is no longer free. */
const guessingWriters = 2;
/** Answers that may be written in turn instead of together: more were cheaper together wherever it was measured. */
const partedWriters = 3;
/** Steps of one lane before another has its turn: changing adapters costs about as much as a token. */
const laneSteps = 4;
const roomLacking = 1;
const messageMs = 50;
const stepSizes = [1, 4, 32, 128, Infinity];
const curiousUpTo = 32;

/** One model's conversations, all at once: every step writes a token of each answer, or of some in turn, and reads a part of a prompt. */
export class ChatEngine {
  readonly #lib: Libllama;
  readonly #open: () => Pointer;
  readonly #adapters: AdapterShelf;
  #context: Pointer;
  #memory: Pointer;
  readonly #vocabulary: Pointer;
  #slots: Slot[];
  /** The lane whose adapters the context computes with, and how many steps it has had. */
  #lane = '';
  #laneSteps = 0;
  readonly #batch: BatchBuffer;
  readonly #options: ChatEngineOptions;
  readonly #canRewind: boolean;
  readonly #choosers = new Map<number, ThreadChooser>();
  readonly #costs = new StepCosts();
  #steps = 0;
  readonly #waiting: Running[] = [];
  readonly #running: Running[] = [];
  #looping = false;

  /** @param open makes a context. It must be made anew after adapters were loaded: llama.cpp plans its graphs for those it knows. */
  constructor(lib: Libllama, model: Pointer, open: () => Pointer, adapters: AdapterShelf, options: ChatEngineOptions) {
    this.#lib = lib;
    this.#open = open;
    this.#adapters = adapters;
    this.#options = options;
    this.#context = open();
    this.#memory = lib.memory(this.#context);
    this.#vocabulary = lib.vocabulary(model);
    this.#canRewind = lib.canRewind(model);
    this.#slots = createSlots(options.slots);
    this.#batch = new BatchBuffer(batchTokens, options.slots);
  }

  /** Queues a job; its events tell the rest. @returns a function that ends it. */
  start(job: ChatJob): () => void {
    const { sampling, stops, tokens } = job;
    const running: Running = {
      job, lane: laneOf(job.adapters), arrivedAt: performance.now(), sampler: this.#lib.samplerChain(sampling.map((part) => this.#lib.sampler(part, this.#vocabulary))),
      stream: new TextStream(stops), lookup: new PromptLookup(), prompt: tokens, slot: undefined, pending: undefined, guess: [], outputs: [], added: [], steppedAt: 0, cachedTokens: 0, written: 0, unsent: '', sentAt: -Infinity, firstAt: undefined,
    };
    for (const token of tokens) running.lookup.add(token);
    this.#enqueue(running);
    void this.#loop();
    return () => { this.#remove(running); };
  }

  #enqueue(running: Running): void {
    // The owner goes before the visitors; among equals, who came first.
    const before = this.#waiting.findIndex(({ job, arrivedAt }) => (job.priority === running.job.priority ? arrivedAt > running.arrivedAt : running.job.priority === 'owner'));
    this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, running);
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    this.#waiting.forEach(({ job }, at) => { job.events.queued(at + 1); });
  }

  async #loop(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    while (this.#running.length + this.#waiting.length > 0) {
      try {
        this.#step();
      } catch (error) {
        for (const running of [...this.#running, ...this.#waiting]) { this.#remove(running); running.job.events.failed(error); }
      }
      // Messages in and out have their turn between the steps.
      await new Promise((next) => { setImmediate(next); });
    }
    this.#looping = false;
  }

  #step(): void {
    this.#admit();
    this.#chooseLane();
    this.#batch.clear();
    this.#fillBatch();
    if (this.#batch.size === 0) return;
    const chooser = this.#chooser(this.#batch.size);
    const threads = chooser.next();
    this.#lib.setThreads(this.#context, threads, threads);
    const start = performance.now();
    const result = this.#lib.decode(this.#context, this.#batch.value);
    if (result === roomLacking) { this.#makeRoom(); return; }
    if (result !== 0) throw new Error(`llama_decode answered ${result}`);
    const reads = this.#running.some(({ pending }) => pending === undefined);
    for (const running of [...this.#running]) this.#advance(running);
    const ms = performance.now() - start;
    chooser.tell(ms / this.#batch.size);
    if (!reads && chooser.settled) this.#costs.tell(this.#batch.size, ms);
  }

  /** Steps of about one size are compared with one another. */
  #chooser(tokens: number): ThreadChooser {
    const bucket = stepSizes.findIndex((size) => tokens <= size);
    const known = this.#choosers.get(bucket);
    const chooser = known ?? new ThreadChooser(this.#options.threads, tokens <= curiousUpTo);
    if (!known) this.#choosers.set(bucket, chooser);
    if (tokens > curiousUpTo && this.#choosers.get(0)?.crowded === true) chooser.suspect();
    return chooser;
  }

  /** Gives slots to those who wait, as long as their answers have room. */
  #admit(): void {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      if (!this.#adapters.holds(next.job.adapters)) {
        // Those who write finish first; nobody else begins.
        if (this.#running.length > 0) return;
        if (!this.#fetchAdapters(next)) continue;
      }
      const found = choosePrefix(this.#slots, next.prompt, next.lane);
      if (!found) return;
      const needed = next.prompt.length - found.length + this.#reserve(next);
      const promised = this.#running.reduce((sum, each) => sum + Math.max(0, each.prompt.length - each.cachedTokens) + this.#reserve(each), 0);
      if (this.#running.length > 0 && promised + needed > this.#options.cells) return;
      this.#waiting.shift();
      this.#take(next, found.slot, found.source, found.length);
      this.#tellPlaces();
    }
  }

  /** Loads the adapters of a job while nobody writes. @returns false when they do not suit: the job has failed then. */
  #fetchAdapters(running: Running): boolean {
    this.#lib.freeContext(this.#context);
    try {
      this.#adapters.load(running.job.adapters);
      return true;
    } catch (error) {
      this.#remove(running);
      running.job.events.failed(error);
      return false;
    } finally {
      this.#context = this.#open();
      this.#memory = this.#lib.memory(this.#context);
      this.#slots = createSlots(this.#options.slots);
      this.#lane = '';
    }
  }

  /** Lanes with work take turns, a few steps each. */
  #chooseLane(): void {
    const lanes = [...new Set(this.#running.map(({ lane }) => lane))];
    const at = lanes.indexOf(this.#lane);
    if (lanes.length === 0 || (at >= 0 && (lanes.length === 1 || this.#laneSteps < laneSteps))) { this.#laneSteps += 1; return; }
    const lane = lanes[(at + 1) % lanes.length] ?? '';
    this.#adapters.apply(this.#context, this.#running.find((running) => running.lane === lane)?.job.adapters ?? []);
    this.#lane = lane;
    this.#laneSteps = 1;
  }

  #reserve({ job, written }: Running): number {
    return Math.min(Math.max(0, job.maxTokens - written), usualAnswer);
  }

  #take(running: Running, slot: Slot, source: Slot, length: number): void {
    slot.busy = true;
    const strange = slot.lane !== running.lane;
    slot.lane = running.lane;
    if (source !== slot) {
      this.#lib.memoryRemove(this.#memory, slot.sequence, -1, -1);
      this.#lib.memoryCopy(this.#memory, source.sequence, slot.sequence, 0, length);
      slot.cached = source.cached.slice(0, length);
    } else if (strange || slot.cached.length > length) {
      this.#rewind(slot, length);
    }
    // A memory that does not hold single tokens cannot be shared from the middle.
    if (!this.#canRewind && source !== slot && length < source.cached.length) { this.#lib.memoryRemove(this.#memory, slot.sequence, -1, -1); slot.cached = []; }
    running.slot = slot;
    running.cachedTokens = slot.cached.length;
    this.#running.push(running);
    const idle = this.#slots.filter((each) => !each.busy && each.cached.length > 0).sort((a, b) => a.usedAt - b.usedAt);
    const newest = idle.at(-1);
    let resting = idle.reduce((sum, { cached }) => sum + cached.length, 0);
    let held = this.#slots.reduce((sum, each) => sum + each.cached.length, 0) + running.prompt.length - slot.cached.length + this.#reserve(running);
    for (const each of idle) {
      if (held <= this.#options.cells && (each === newest || resting <= this.#options.resting)) break;
      held -= each.cached.length;
      resting -= each.cached.length;
      this.#forget(each);
    }
  }

  #rewind(slot: Slot, length: number): void {
    if (length > 0 && this.#canRewind && this.#lib.memoryRemove(this.#memory, slot.sequence, length, -1)) slot.cached.length = length;
    else this.#forget(slot);
  }

  #forget(slot: Slot): void {
    this.#lib.memoryRemove(this.#memory, slot.sequence, -1, -1);
    slot.cached = [];
  }

  #fillBatch(): void {
    const inLane = this.#running.filter(({ lane }) => lane === this.#lane);
    const writers = this.#inTurn(inLane);
    this.#steps += 1;
    for (const running of this.#running) { running.outputs = []; running.added = []; running.guess = []; }
    for (const running of writers) {
      const { slot, pending } = running;
      if (!slot || pending === undefined) continue;
      running.steppedAt = this.#steps;
      const left = Math.min(running.job.maxTokens - running.written, this.#options.contextLength - slot.cached.length) - 1;
      const worth = this.#canRewind && writers.length <= guessingWriters ? this.#costs.guess(running.lookup.hits, writers.length, Math.min(this.#options.guess, left)) : 0;
      running.guess = running.lookup.guess(worth);
      for (const token of [pending, ...running.guess]) {
        if (this.#batch.room === 0) break;
        running.outputs.push(this.#batch.add(token, slot.cached.length + running.added.length, slot.sequence, true));
        running.added.push(token);
      }
    }
    let reading = writers.length > 0 ? readBesideOthers : this.#batch.room;
    for (const running of inLane) {
      const { slot, prompt } = running;
      if (!slot || running.pending !== undefined) continue;
      const from = slot.cached.length;
      const count = Math.min(prompt.length - from, reading, this.#batch.room);
      for (let at = from; at < from + count; at += 1) {
        const last = at === prompt.length - 1;
        const place = this.#batch.add(prompt[at] ?? 0, at, slot.sequence, last);
        if (last) running.outputs.push(place);
        running.added.push(prompt[at] ?? 0);
      }
      reading -= count;
    }
  }

  /** Those whose next token this step writes: all, or where a step of fewer is that much cheaper the ones who waited longest. Beside a prompt that is read all cost little. */
  #inTurn(inLane: readonly Running[]): Running[] {
    const writers = inLane.filter(({ pending }) => pending !== undefined);
    // On a busy machine many small steps wait more often than a few large ones.
    const mayPart = writers.length === inLane.length && writers.length <= partedWriters && this.#choosers.get(0)?.crowded !== true;
    const count = mayPart ? this.#costs.together(writers.length) : writers.length;
    return count === writers.length ? writers : writers.sort((a, b) => a.steppedAt - b.steppedAt).slice(0, count);
  }

  /** Takes up what the step brought for one job: its tokens are in memory, its scores choose the next. */
  #advance(running: Running): void {
    const { slot, job, outputs, added, guess } = running;
    if (!slot || added.length === 0) return;
    slot.cached.push(...added);
    let text = '';
    let right = 0;
    let ended: 'stop' | 'length' | undefined;
    for (const [at, place] of outputs.entries()) {
      const token = this.#lib.sample(running.sampler, this.#context, place);
      running.firstAt ??= performance.now();
      running.pending = token;
      if (this.#lib.isEndOfGeneration(this.#vocabulary, token)) { ended = 'stop'; break; }
      running.written += 1;
      running.lookup.add(token);
      text += running.stream.push(this.#lib.piece(this.#vocabulary, token, false));
      if (running.stream.stopped) { ended = 'stop'; break; }
      if (running.written >= job.maxTokens || slot.cached.length - (outputs.length - 1 - at) >= this.#options.contextLength) { ended = 'length'; break; }
      if (token !== guess[at]) break;
      right += 1;
    }
    const guessed = Math.min(guess.length, outputs.length - 1);
    // What was guessed wrong is taken back.
    const kept = slot.cached.length - Math.max(0, guessed - right);
    if (kept < slot.cached.length) this.#rewind(slot, kept);
    if (ended) text += running.stream.end();
    this.#show(running, text, ended !== undefined);
    if (ended) this.#finish(running, ended);
  }

  /** Hands text on, the first word at once, then some twenty times a second: each message wakes the core, which costs the model's threads. */
  #show(running: Running, text: string, now: boolean): void {
    running.unsent += text;
    const time = performance.now();
    if (running.unsent === '' || (!now && time - running.sentAt < messageMs)) return;
    running.job.events.text(running.unsent);
    running.unsent = '';
    running.sentAt = time;
  }

  #finish(running: Running, reason: 'stop' | 'length'): void {
    this.#remove(running);
    const now = performance.now();
    running.job.events.end({
      reason, promptTokens: running.job.tokens.length, cachedTokens: running.cachedTokens, completionTokens: running.written,
      firstTokenMs: (running.firstAt ?? now) - running.arrivedAt, totalMs: now - running.arrivedAt,
    });
  }

  /** Memory is full: what nobody uses is forgotten; else the last to come waits, and goes on later from where it was. */
  #makeRoom(): void {
    const [idle] = this.#slots.filter(({ busy, cached }) => !busy && cached.length > 0).sort((a, b) => a.usedAt - b.usedAt);
    if (idle) { this.#forget(idle); return; }
    const last = this.#running.at(-1);
    if (!last?.slot || this.#running.length === 1) throw new Error('The conversation memory is full.');
    last.prompt = last.pending === undefined ? last.prompt : [...last.slot.cached, last.pending];
    last.pending = undefined;
    this.#release(last);
    this.#forget(last.slot);
    last.slot = undefined;
    this.#enqueue(last);
  }

  #release(running: Running): void {
    const at = this.#running.indexOf(running);
    if (at >= 0) this.#running.splice(at, 1);
    if (running.slot) { running.slot.busy = false; running.slot.usedAt = performance.now(); }
  }

  #remove(running: Running): void {
    const at = this.#waiting.indexOf(running);
    if (at < 0 && !this.#running.includes(running)) return;
    if (at >= 0) { this.#waiting.splice(at, 1); this.#tellPlaces(); }
    this.#release(running);
    this.#lib.freeSampler(running.sampler);
  }
}
