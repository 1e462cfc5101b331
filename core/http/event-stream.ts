export interface EventStreamOptions {
  /** The reader has gone: what makes the values should end. */
  onLeave(): void;
  /** What is sent as the last event when the values fail in mid-stream: the status line is long gone. Undefined sends nothing. */
  failure(error: unknown): object | undefined;
}

/**
 * Server-sent events as OpenAI's clients read them: `data:` with JSON, `data: [DONE]` at the end. Resolves with the first value, so that
 * what fails before it has a status of its own.
 */
export async function eventStream(values: AsyncIterable<object>, { onLeave, failure }: EventStreamOptions): Promise<Response> {
  const iterator = values[Symbol.asyncIterator]();
  let first: IteratorResult<object> | undefined = await iterator.next();
  const encoder = new TextEncoder();
  const event = (data: string): Uint8Array => encoder.encode(`data: ${data}\n\n`);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = first ?? await iterator.next();
        first = undefined;
        controller.enqueue(event(done ? '[DONE]' : JSON.stringify(value)));
        if (done) controller.close();
      } catch (error) {
        const last = failure(error);
        if (last) controller.enqueue(event(JSON.stringify(last)));
        controller.close();
      }
    },
    async cancel() {
      // Wakes what waits for the model, and ends what waits for the reader.
      onLeave();
      await iterator.return?.();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } });
}
