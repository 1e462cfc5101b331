import type { ChatMessage } from '../../ports/language-model.ts';
import type { RemoteCall } from '../../ports/remote-model.ts';

/** A call as OpenAI's `POST /chat/completions` takes it. Fields that nobody set are left out: servers refuse what they do not know. */
export function requestBody({ model, messages, maxTokens, temperature, topP, seed, stop, tools, jsonSchema }: RemoteCall): string {
  return JSON.stringify({
    model, messages: messages.map(toMessage), max_tokens: maxTokens, stream: true, stream_options: { include_usage: true }, temperature, top_p: topP, seed, stop: stop && stop.length > 0 ? stop : undefined,
    tools: tools && tools.length > 0 ? tools.map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters: parameters ?? { type: 'object', properties: {} } } })) : undefined,
    response_format: jsonSchema ? { type: 'json_schema', json_schema: { name: 'answer', schema: jsonSchema } } : undefined,
  });
}

function toMessage({ role, content, toolCalls, toolCallId }: ChatMessage): object {
  return {
    role, content, tool_call_id: toolCallId,
    tool_calls: toolCalls && toolCalls.length > 0 ? toolCalls.map(({ id, name, arguments: given }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(given) } })) : undefined,
  };
}
