/** Milliseconds of work in one piece: the page that the visitor looks at goes first. */
const piece = 5;
/** Milliseconds to wait for an idle moment; a page that has none gets pieces in between. */
const patience = 100;

/** Work in pieces between which the page gets its turn. @param hurry whether a visitor waits for it. @returns what to await after each step. */
export function inPieces(hurry: () => boolean): () => Promise<void> {
  let from = performance.now();
  return async () => {
    if (performance.now() - from < piece) return;
    const { requestIdleCallback: whenIdle } = globalThis as { requestIdleCallback?: (run: () => void, options: { timeout: number }) => void };
    await new Promise<void>((resolve) => { if (whenIdle && !hurry()) whenIdle(resolve, { timeout: patience }); else setTimeout(resolve); });
    from = performance.now();
  };
}
