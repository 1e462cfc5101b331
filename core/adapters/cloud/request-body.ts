import type { ChatMessage } from '../../ports/language-model.ts';
import type { RemoteCall } from '../../ports/remote-model.ts';
import { dialectOf } from './dialect.ts';

/** The body of a request for a streamed answer, as JSON. */
export function requestBody(call: RemoteCall, host: string): string {
  const { model, messages, maxTokens, temperature, topP, seed, stop, tools, jsonSchema } = call;
  const dialect = dialectOf(host, model);
  const inWords = jsonSchema !== undefined && dialect.json === 'object';
  return JSON.stringify({
    model, messages: (inWords ? withSchema(messages, jsonSchema) : messages).map(toMessage), stream: true, stream_options: { include_usage: true }, [dialect.limit]: maxTokens,
    ...(temperature !== undefined && dialect.temperature ? { temperature } : {}), ...(topP === undefined ? {} : { top_p: topP }), ...(seed === undefined ? {} : { seed }), ...(stop && stop.length > 0 ? { stop } : {}),
    ...(tools && tools.length > 0 ? { tools: tools.map(({ name, description, parameters }) => ({ type: 'function', function: { name, ...(description === undefined ? {} : { description }), ...(parameters ? { parameters } : {}) } })) } : {}),
    ...(jsonSchema === undefined ? {} : { response_format: inWords ? { type: 'json_object' } : { type: 'json_schema', json_schema: { name: 'answer', schema: jsonSchema } } }),
  });
}

function toMessage({ role, content, toolCalls, toolCallId }: ChatMessage): object {
  return {
    role, content, ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
    ...(toolCalls && toolCalls.length > 0 ? { tool_calls: toolCalls.map(({ id, name, arguments: given }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(given) } })) } : {}),
  };
}

/** Added to what the model is told first. */
function withSchema(messages: readonly ChatMessage[], schema: object): ChatMessage[] {
  const told = `Answer with JSON alone, and keep to this JSON Schema: ${JSON.stringify(schema)}`;
  const [first, ...rest] = messages;
  return first?.role === 'system' ? [{ ...first, content: `${first.content}\n\n${told}` }, ...rest] : [{ role: 'system', content: told }, ...messages];
}
