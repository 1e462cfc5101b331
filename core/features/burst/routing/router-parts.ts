import type { BurstPolicy, Remote } from '../../../contract/index.ts';
import type { LocalLoad } from './local-load.ts';
import type { PlaceHealth } from './place-health.ts';
import type { RemoteTryParts } from './remote-try.ts';

export interface RouterParts extends RemoteTryParts {
  readonly policy: () => BurstPolicy;
  /** That may be asked, the first first. */
  readonly remotes: () => readonly Remote[];
  readonly health: (remote: string) => PlaceHealth;
  readonly load: LocalLoad;
  /** Requests that the model here works on, of whomever. */
  readonly busy: (model: string) => number;
  readonly wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly random: () => number;
}
