/** Of a lockfile what these packages need, each with all it may need on another kind of machine. @throws Error where one is not in it. */
export function lockedSubset(lock: { readonly packages: Readonly<Record<string, object>> }, names: readonly string[]): Record<string, object>;
export function buildGateway(): Promise<void>;
