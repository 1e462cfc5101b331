import type { ChatMessage, Tool } from '../../ports/language-model.ts';

/**
 * Tools for a template that knows none (Gemma, SmolLM2 …): described in the system message, with calls and results written as the Hermes models
 * do, which most models have seen. No message has the role `tool` or calls any more.
 */
export function toolsInWords(messages: readonly ChatMessage[], tools: readonly Tool[]): ChatMessage[] {
  const plain = messages.map(inWords).reduce<ChatMessage[]>(joined, []);
  if (tools.length === 0) return plain;
  const functions = tools.map(({ name, description, parameters }) => JSON.stringify({ name, description, parameters })).join('\n');
  const told = `You may call these functions to help the user, one JSON description a line:\n${functions}\n\nTo call one, write nothing but its name and arguments as JSON within marks:\n<tool_call>\n{"name": "…", "arguments": {…}}\n</tool_call>`;
  const [first, ...rest] = plain;
  return first?.role === 'system' ? [{ role: 'system', content: `${first.content}\n\n${told}` }, ...rest] : [{ role: 'system', content: told }, ...plain];
}

function inWords({ role, content, toolCalls = [] }: ChatMessage): ChatMessage {
  if (role === 'tool') return { role: 'user', content: `<tool_response>\n${content}\n</tool_response>` };
  const calls = toolCalls.map(({ name, arguments: given }) => `<tool_call>\n${JSON.stringify({ name, arguments: given })}\n</tool_call>`);
  return { role, content: [content, ...calls].filter((part) => part !== '').join('\n') };
}

/** Several results follow one another; many templates want questions and answers in turn. */
function joined(before: ChatMessage[], message: ChatMessage): ChatMessage[] {
  const last = before.at(-1);
  if (message.role !== 'user' || last?.role !== 'user' || !last.content.startsWith('<tool_response>')) return [...before, message];
  return [...before.slice(0, -1), { role: 'user', content: `${last.content}\n${message.content}` }];
}
