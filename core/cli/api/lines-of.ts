/** The lines of a body as they come, until it ends or `signal` fires. Leaving ends the request. */
export async function* linesOf(body: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<string> {
  const reader = body.getReader();
  // A request within this process hears of its signal only as long as nobody has collected it as garbage; its body always does.
  const end = (): void => { reader.cancel().catch(() => undefined); };
  signal?.addEventListener('abort', end);
  if (signal?.aborted === true) end();
  try {
    const decoder = new TextDecoder();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield line;
    }
    if (rest !== '') yield rest;
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}
