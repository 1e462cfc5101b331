import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { CoreEvent } from '../../../core/contract/events.ts';
import { ApiProblem } from '../../shared/api-problem.ts';
import { api } from '../api.ts';

/** A store that the core's news concern. */
export interface Listener {
  /** Reads everything anew: after the connection was made, nothing that happened before is known. */
  load(): Promise<void>;
  apply(event: CoreEvent): void;
}

/** The line to /api/events. */
export const useConnection = defineStore('connection', () => {
  /** False while there is no news from the core; shown after the first connection was lost. */
  const connected = ref(true);
  const refused = ref<string>();

  /** Never returns before `signal`; a lost connection is shown, and tried again after two seconds. */
  async function follow(listeners: readonly Listener[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let loaded = false;
      try {
        // The first event is a ping: from here on nothing is missed, so everything is read after it.
        for await (const event of api.lines('events', { signal })) {
          if (!loaded) await Promise.all(listeners.map((listener) => listener.load()));
          loaded = true;
          connected.value = true;
          for (const listener of listeners) listener.apply(event);
        }
      } catch (error) {
        // A new start of Sprout has a new link: trying again would never help, and the core says so itself.
        refused.value = error instanceof ApiProblem && error.code === 'forbidden' ? error.message : undefined;
        if (!signal.aborted) console.error(error);
      }
      connected.value = false;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
  return { connected, refused, follow };
});
