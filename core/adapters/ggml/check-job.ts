import { createHash } from 'node:crypto';
import { SproutError } from '../../contract/index.ts';
import type { TrainingJob, TrainingSequence } from '../../ports/trainer.ts';
import type { Architecture } from './architecture.ts';
import { usedTokens } from './pack.ts';

/** Names what makes examples unusable, before anything is started. @throws SproutError training-empty, training-too-long, training-token-unknown. */
export function checkSequences(sequences: readonly TrainingSequence[], { contextLength, vocabulary }: Architecture): void {
  if (!sequences.some((sequence) => usedTokens(sequence) > 0)) throw new SproutError('training-empty');
  sequences.forEach(({ tokens }, at) => {
    if (tokens.length > contextLength) throw new SproutError('training-too-long', { example: at + 1, tokens: tokens.length, limit: contextLength });
    const unknown = tokens.find((token) => token < 0 || token >= vocabulary);
    if (unknown !== undefined) throw new SproutError('training-token-unknown', { example: at + 1, token: unknown });
  });
}

/** The same for jobs that learn the same from the same: examples, settings, model. The number of threads changes nothing that is learnt. */
export function nameJob({ train, config }: TrainingJob, fingerprint: string): string {
  const digest = createHash('sha256');
  const { threads: _threads, ...settings } = config;
  digest.update(JSON.stringify([fingerprint, Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))]));
  for (const { tokens, scored } of train) {
    digest.update(`${tokens.length}\n`);
    digest.update(new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength));
    digest.update(scored);
  }
  return digest.digest('hex');
}
