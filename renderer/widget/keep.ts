/** Texts by name, in the browser's storage or, where that is blocked or full, in memory until the page is left. */
export interface Keep {
  get(name: string): string | null;
  set(name: string, text: string): void;
  remove(name: string): void;
  /** Names that begin with `prefix`. */
  names(prefix: string): string[];
}

/** @param open gives the storage; may throw, as `window.localStorage` does where it is blocked. @param prefix before every name, to leave the host page's own alone. */
export function createKeep(open: () => Storage, prefix: string): Keep {
  const memory = new Map<string, string>();
  const tried = <T>(work: (storage: Storage) => T): T | undefined => {
    try { return work(open()); } catch { return undefined; }
  };
  return {
    get: (name) => memory.get(name) ?? tried((storage) => storage.getItem(prefix + name)) ?? null,
    set(name, text) {
      memory.set(name, text);
      tried((storage) => { storage.setItem(prefix + name, text); memory.delete(name); });
    },
    remove(name) {
      memory.delete(name);
      tried((storage) => { storage.removeItem(prefix + name); });
    },
    names: (wanted) => [...memory.keys(), ...(tried((storage) => Object.keys(storage)) ?? []).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)).filter((name) => !memory.has(name))].filter((name) => name.startsWith(wanted)),
  };
}
