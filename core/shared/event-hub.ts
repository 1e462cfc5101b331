import type { CoreEvent } from '../contract/index.ts';

/** Tells everyone who listens. A listener that throws does not keep the others from hearing. */
export interface EventHub {
  emit(event: CoreEvent): void;
  /** @returns stop listening. */
  listen(listener: (event: CoreEvent) => void): () => void;
}

export function createEventHub(onListenerError: (error: unknown) => void = () => {}): EventHub {
  const listeners = new Set<(event: CoreEvent) => void>();
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
