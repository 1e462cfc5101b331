import { SproutError, type OpenAiMessage } from '../../contract/index.ts';
import type { ChatMessage } from '../../ports/language-model.ts';

/** OpenAI's messages as the port takes them. @throws SproutError picture-unsupported, input-invalid. */
export function toChatMessages(messages: readonly OpenAiMessage[]): ChatMessage[] {
  return messages.map((message, at) => {
    const content = textOf(message.content ?? '', at);
    if (message.role === 'tool') return { role: 'tool', content, toolCallId: message.tool_call_id };
    if (message.role !== 'assistant') return { role: message.role === 'developer' ? 'system' : message.role, content };
    const calls = message.tool_calls ?? [];
    return { role: 'assistant', content, ...(calls.length > 0 ? { toolCalls: calls.map(({ id, function: { name, arguments: given } }) => ({ id, name, arguments: argumentsOf(given, at) })) } : {}) };
  });
}

function textOf(content: string | readonly { type: string; text?: string | undefined }[], at: number): string {
  if (typeof content === 'string') return content;
  const other = content.find(({ type, text }) => type !== 'text' || text === undefined);
  if (other) throw new SproutError('picture-unsupported', { kind: other.type, param: `messages.${at}.content` });
  return content.map(({ text }) => text).join('\n');
}

function argumentsOf(json: string, at: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json === '' ? '{}' : json);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch { /* Said below. */ }
  throw new SproutError('input-invalid', { reason: 'the arguments of a tool call are not a JSON object', param: `messages.${at}.tool_calls` });
}
