let made: ((text: string) => string) | undefined;
let loading: Promise<void> | undefined;

/**
 * Stands in for simplify.ts in what a visitor's browser loads (scripts/build-engine.mjs): the table, larger than all the rest, is fetched
 * only where there is Chinese to read. @throws what a fetch throws.
 */
export function loadSimplify(): Promise<void> {
  loading ??= import('./simplify.ts').then(({ simplify: table }) => { made = table; }, (error: unknown) => { loading = undefined; throw error; });
  return loading;
}

/** Without the table text stays as it is: whoever reads Chinese loads it first. */
export const simplify = (text: string): string => made?.(text) ?? text;
