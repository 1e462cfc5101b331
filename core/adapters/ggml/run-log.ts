import { randomUUID } from 'node:crypto';
import { appendFile, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TrainingEvent } from '../../ports/trainer.ts';
import { syncDirectory } from './checkpoint-files.ts';

/** A run's events, one JSON line each: what a loss curve is drawn from, also after a crash. */
export class RunLog {
  readonly #path: string;

  constructor(path: string) { this.#path = path; }

  async append(event: TrainingEvent): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(event)}\n`);
  }

  /** What was appended is safe from a power cut when this returns. */
  async sync(): Promise<void> {
    const handle = await open(this.#path, 'a');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Forgets what came after `step` (all, below 0): it is about to be done again. A last line that a crash cut off goes too. */
  async cutAfter(step: number): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => {
      try {
        const event = JSON.parse(line) as { readonly type: string; readonly step?: number };
        return step >= 0 && event.type !== 'end' && event.type !== 'prepared' && (event.step === undefined || event.step < step || (event.step === step && event.type !== 'paused'));
      } catch {
        return false;
      }
    });
    const temporary = join(dirname(this.#path), `.${randomUUID()}.tmp`);
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(lines.map((line) => `${line}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.#path);
    await syncDirectory(dirname(this.#path));
  }
}
