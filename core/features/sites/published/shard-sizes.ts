/**
 * Into how many files texts and postings are cut: few large ones waste bytes, many small ones wait for each other. Reckoned for the
 * connection that the benchmark takes for a phone's (bench/static-first-answer.ts).
 */
const connection = { /** Requests at once, as browsers make to a host without HTTP/2. */ parallel: 6, roundTripMs: 150, bytesPerMs: 200, /** Of one answer's head. */ headBytes: 300 } as const;

/**
 * @param total bytes of all. @param wanted how many places anywhere in it a question needs. @param least bytes of a file: a small site is soon
 * loaded whole, and a large one has not too many files. @returns number of files.
 */
export function bestCount(total: number, wanted: number, least: number): number {
  let best = { count: 1, ms: Infinity };
  for (let count = 1; count <= Math.max(1, total / least); count = Math.ceil(count * 1.1)) {
    const ms = expectedMs(total, wanted, count);
    if (ms < best.ms) best = { count, ms };
  }
  return best.count;
}

function expectedMs(total: number, wanted: number, count: number): number {
  const files = count * (1 - (1 - 1 / count) ** wanted);
  const { parallel, roundTripMs, bytesPerMs, headBytes } = connection;
  return Math.max(1, files / parallel) * roundTripMs + files * (total / count + headBytes) / bytesPerMs;
}
