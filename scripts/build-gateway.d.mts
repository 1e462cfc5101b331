/** Of a lockfile what these packages need, each with all it may need on another kind of machine. @throws Error where one is not in it. */
export function lockedSubset(lock: { readonly packages: Readonly<Record<string, object>> }, names: readonly string[]): Record<string, object>;
/** Packages that an exported gateway installs; the rest is in its one file. */
export const unbundled: readonly string[];
export function buildGateway(): Promise<void>;
