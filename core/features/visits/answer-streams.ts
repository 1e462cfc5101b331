import { SproutError } from '../../contract/index.ts';
import { AnswerStream } from './answer-stream.ts';

/** How many at once, and how much is kept of what has ended. */
export interface StreamLimits { readonly answersOfVisitor: number; readonly answers: number; readonly readersOfVisitor: number; readonly readers: number; /** Bytes, about. */ readonly kept: number }
export const streamLimits: StreamLimits = { answersOfVisitor: 2, answers: 256, readersOfVisitor: 4, readers: 1024, kept: 16_000_000 };

/** Seconds that an answer can still be read after its end. */
const keptFor = 120;
/** Seconds after which one who found it full should come again. */
const comeAgain = 5;
/** Bytes that an answer takes beside its text, as measured. */
const overhead = 2500;

/** The answers under way and those that have just ended, each of one visitor of one site: nobody else's name leads to them. */
export class AnswerStreams {
  readonly #limits: StreamLimits;
  readonly #now: () => number;
  readonly #streams = new Map<string, AnswerStream>();
  /** In the order in which they ended. */
  readonly #ended = new Map<string, { until: number; bytes: number }>();
  readonly #running = new Map<string, number>();
  readonly #readers = new Map<string, number>();
  #allRunning = 0;
  #allReaders = 0;
  #kept = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: StreamLimits = streamLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get(owner: string, id: string): AnswerStream | undefined {
    return this.#streams.get(keyOf(owner, id));
  }

  /** Whether another answer may begin, or another reader come. @throws SproutError visit-busy. */
  check(owner: string, what: 'answer' | 'reader'): void {
    const { answersOfVisitor, answers, readersOfVisitor, readers } = this.#limits;
    const full = (this.#readers.get(owner) ?? 0) >= readersOfVisitor || this.#allReaders >= readers
      || (what === 'answer' && ((this.#running.get(owner) ?? 0) >= answersOfVisitor || this.#allRunning >= answers));
    if (full) throw new SproutError('visit-busy', { seconds: comeAgain });
  }

  /** Begins an answer that `work` writes. @param work must not fail; what it adds last ends the answer. */
  begin(owner: string, id: string, work: (stream: AnswerStream) => Promise<void>): AnswerStream {
    this.check(owner, 'answer');
    const key = keyOf(owner, id);
    const stream = new AnswerStream((change) => {
      count(this.#readers, owner, change);
      this.#allReaders += change;
    });
    this.#streams.set(key, stream);
    count(this.#running, owner, 1);
    this.#allRunning += 1;
    void work(stream).finally(() => {
      stream.end();
      count(this.#running, owner, -1);
      this.#allRunning -= 1;
      this.#keep(key, stream);
    });
    return stream;
  }

  /** Ends and forgets all of one owner. */
  forget(owner: string): void { this.#forget(`${owner}\n`); }

  /** The same of all owners whose names begin so. */
  forgetAll(beginning: string): void { this.#forget(beginning); }

  #forget(beginning: string): void {
    for (const [key, stream] of this.#streams) if (key.startsWith(beginning)) this.#drop(key, stream);
  }

  close(): void {
    for (const [key, stream] of this.#streams) this.#drop(key, stream);
    clearTimeout(this.#sweep);
  }

  #keep(key: string, stream: AnswerStream): void {
    // Forgotten meanwhile.
    if (this.#streams.get(key) !== stream) return;
    const bytes = stream.characters * 2 + overhead;
    this.#ended.set(key, { until: this.#now() + keptFor * 1000, bytes });
    this.#kept += bytes;
    this.#tidy();
  }

  #tidy(): void {
    for (const [key, { until }] of this.#ended) {
      if (until > this.#now() && this.#kept <= this.#limits.kept) break;
      this.#drop(key, this.#streams.get(key));
    }
    const [oldest] = this.#ended.values();
    if (!oldest || this.#sweep) return;
    this.#sweep = setTimeout(() => { this.#sweep = undefined; this.#tidy(); }, oldest.until - this.#now());
  }

  #drop(key: string, stream: AnswerStream | undefined): void {
    stream?.abandon();
    this.#streams.delete(key);
    this.#kept -= this.#ended.get(key)?.bytes ?? 0;
    this.#ended.delete(key);
  }
}

const keyOf = (owner: string, id: string): string => `${owner}\n${id}`;

function count(counts: Map<string, number>, key: string, change: number): void {
  const next = (counts.get(key) ?? 0) + change;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
