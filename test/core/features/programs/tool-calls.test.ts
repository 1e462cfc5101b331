import { describe, expect, it } from 'vitest';
import { shapeOf } from '../../../../core/features/programs/call-schema.ts';
import { ToolCallSplitter, type WrittenCall } from '../../../../core/features/programs/tool-calls.ts';
import { jsonGrammar } from '../../../../core/adapters/llama/json-grammar.ts';
import { chatCompletionRequestSchema, type ChatCompletionRequest } from '../../../../core/contract/index.ts';

const names = ['get_weather', 'add'];
function split(written: string, size: number): { text: string; calls: WrittenCall[] } {
  const splitter = new ToolCallSplitter(names);
  const parts = [];
  for (let at = 0; at < written.length; at += size) parts.push(splitter.push(written.slice(at, at + size)));
  parts.push(splitter.end());
  return { text: parts.map(({ text }) => text).join(''), calls: parts.flatMap(({ calls }) => calls) };
}

const weather = { name: 'get_weather', arguments: '{"city":"Oslo","days":2}' };
const sum = { name: 'add', arguments: '{"a":1,"b":2}' };

/** As the models of these families write. */
const recorded: Readonly<Record<string, readonly [written: string, text: string, calls: readonly WrittenCall[]]>> = {
  'Qwen 2.5 and 3': ['<tool_call>\n{"name": "get_weather", "arguments": {"city": "Oslo", "days": 2}}\n</tool_call>', '', [weather]],
  'Qwen, two at once': ['<tool_call>\n{"name": "get_weather", "arguments": {"city": "Oslo", "days": 2}}\n</tool_call>\n<tool_call>\n{"name": "add", "arguments": {"a": 1, "b": 2}}\n</tool_call>', '', [weather, sum]],
  'Hermes, with words before': ['Let me look that up.\n<tool_call>\n{"arguments": {"city": "Oslo", "days": 2}, "name": "get_weather"}\n</tool_call>', 'Let me look that up.', [weather]],
  'Qwen, cut before the closing mark': ['<tool_call>\n{"name": "add", "arguments": {"a": 1, "b": 2}}', '', [sum]],
  'Llama 3.1': ['{"name": "get_weather", "parameters": {"city": "Oslo", "days": 2}}', '', [weather]],
  'Llama 3.2, with its type': ['{"type": "function", "name": "add", "parameters": {"a": 1, "b": 2}}', '', [sum]],
  'Llama 3.1, the function within': ['{"type": "function", "function": {"name": "add", "arguments": "{\\"a\\": 1, \\"b\\": 2}"}}', '', [sum]],
  'Mistral': ['[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Oslo", "days": 2}}, {"name": "add", "arguments": {"a": 1, "b": 2}}]', '', [weather, sum]],
  'Mistral, its mark not shown': [' [{"name": "add", "arguments": {"a": 1, "b": 2}}]', '', [sum]],
  'Mistral Small 3.2': ['[TOOL_CALLS]add[ARGS]{"a": 1, "b": 2}', '', [sum]],
  'GLM-4': ['get_weather\n{"city": "Oslo", "days": 2}', '', [weather]],
  'a small model that likes Markdown': ['```json\n{"name": "add", "arguments": {"a": 1, "b": 2}}\n```', '', [sum]],
  'without arguments': ['<tool_call>{"name": "add"}</tool_call>', '', [{ name: 'add', arguments: '{}' }]],
};

/** What only looks like a call. */
const texts = [
  'add', 'add [two] numbers', 'get_weather {is a function', 'The weather in Oslo is fine.', '', '  ', '{"city": "Oslo"}', '[1, 2, 3]', '[a link](https://example.com) and more words than anyone wants to read here', '```python\nprint("hello, this is a longer line of code that goes on")\n```',
  '{"name": "Lily", "arguments": "a dispute"}', '<tool_call>\nnot JSON\n</tool_call> and so on', '<tool_call>{"name": "delete_everything", "arguments": {}}</tool_call>', 'a < b and <tool', 'In HTML <tool_call> is no mark', '[TOOL_CALLS] is how Mistral begins',
];

describe('calls of tools in what a model writes', () => {
  it.each(Object.entries(recorded))('%s', (_model, [written, text, calls]) => {
    for (const size of [1, 2, 3, 7, 16, 1000]) expect([size, split(written, size)]).toEqual([size, { text, calls }]);
  });
  it.each(texts)('are not seen in %j', (written) => {
    for (const size of [1, 2, 3, 7, 16, 1000]) expect([size, split(written, size)]).toEqual([size, { text: written, calls: [] }]);
  });
  it('let text that is no call out soon', () => {
    const splitter = new ToolCallSplitter(names);
    expect(splitter.push('Hello')).toEqual({ text: 'Hello', calls: [] });
    expect(splitter.push(' {"name')).toEqual({ text: ' {"name', calls: [] });
  });
});

describe('what a request holds the model to', () => {
  const tool = (name: string, parameters?: object): object => ({ type: 'function', function: { name, ...(parameters ? { parameters } : {}) } });
  const request = (more: object): ChatCompletionRequest => chatCompletionRequestSchema.parse({ messages: [{ role: 'user', content: 'x' }], ...more });

  it('is nothing without tools or a format, and with tool_choice none', () => {
    expect(shapeOf(request({}))).toEqual({ tools: [] });
    expect(shapeOf(request({ tools: [tool('add')], tool_choice: 'none' }))).toEqual({ tools: [] });
    expect(shapeOf(request({ tools: [tool('add')] }))).toEqual({ tools: [{ name: 'add' }] });
    expect(shapeOf(request({ response_format: { type: 'json_object' } })).jsonSchema).toEqual({ type: 'object' });
  });
  it('is a call of one tool or of any, with references of their schemas still leading somewhere', () => {
    const parameters = { $defs: { day: { enum: ['today', 'tomorrow'] } }, type: 'object', properties: { day: { $ref: '#/$defs/day' } }, required: ['day'] };
    const tools = [tool('add'), tool('get_weather', parameters)];
    for (const choice of ['required', 'auto', { type: 'function', function: { name: 'get_weather' } }]) {
      const { jsonSchema } = shapeOf(request({ tools, tool_choice: choice, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: parameters } } }));
      if (!jsonSchema) throw new Error('not held to anything');
      const grammar = jsonGrammar(jsonSchema);
      expect(grammar).toContain('tomorrow');
      expect(grammar.includes('add')).toBe(typeof choice === 'string');
    }
  });
  it('is refused where it cannot be', () => {
    expect(() => shapeOf(request({ tools: [tool('add')], tool_choice: { type: 'function', function: { name: 'other' } } }))).toThrow(expect.objectContaining({ code: 'tool-unknown' }) as Error);
    expect(() => shapeOf(request({ tool_choice: 'required' }))).toThrow(expect.objectContaining({ code: 'input-invalid' }) as Error);
  });
});
