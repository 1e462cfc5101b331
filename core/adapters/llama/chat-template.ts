import { Template } from '@huggingface/jinja';
import type { ChatMessage, Tool } from '../../ports/language-model.ts';
import { PromptMarks, type PromptPart } from './prompt-marks.ts';
import { toolsInWords } from './tools-in-words.ts';

/** A model without a template was not made to chat; this at least shows it who speaks. */
const plain = "{% for message in messages %}{% if message.role == 'system' %}{{ message.content }}\n\n{% elif message.role == 'user' %}User: {{ message.content }}\n{% else %}Assistant: {{ message.content }}\n{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}";
/** Where the plain template's answer ends. */
export const plainStops = ['\nUser:'] as const;

/** A message as templates know it. */
interface TemplateMessage { readonly role: string; readonly content: string; readonly tool_calls?: readonly object[]; readonly tool_call_id?: string; readonly name?: string }

export class ChatTemplate {
  readonly #template: Template;
  readonly #tokens: { readonly bos: string; readonly eos: string };
  readonly #knowsTools: boolean;

  /** @throws Error when the template cannot be read. */
  constructor(source: string | undefined, tokens: { bos: string; eos: string }) {
    this.#template = new Template(source ?? plain);
    this.#tokens = tokens;
    this.#knowsTools = /\btools\b/.test(source ?? plain);
  }

  /** @param asks ends with what makes the model answer; without, after the last message. @throws Error when the template refuses the messages. */
  render(messages: readonly ChatMessage[], tools: readonly Tool[] = [], asks = true): PromptPart[] {
    const marks = new PromptMarks();
    if (!this.#knowsTools) return marks.split(this.#fill(toolsInWords(messages, tools).map(({ role, content }) => ({ role, content: marks.mark(content) })), [], asks));
    return marks.split(this.#fill(templateMessages(messages, marks), tools.map((tool) => templateTool(tool, marks)), asks));
  }

  #fill(messages: readonly TemplateMessage[], tools: readonly object[], asks: boolean): string {
    const given = { messages, add_generation_prompt: asks, bos_token: this.#tokens.bos, eos_token: this.#tokens.eos, ...(tools.length > 0 ? { tools } : {}) };
    try {
      return this.#template.render({ ...given, enable_thinking: false });
    } catch (error) {
      // Gemma and others know no system message: it then begins the first question.
      const [system, ...rest] = messages;
      const [first, ...others] = rest;
      if (system?.role !== 'system' || first?.role !== 'user') throw error;
      return this.#template.render({ ...given, messages: [{ role: 'user', content: `${system.content}\n\n${first.content}` }, ...others], enable_thinking: false });
    }
  }
}

function templateMessages(messages: readonly ChatMessage[], marks: PromptMarks): TemplateMessage[] {
  /** Mistral's templates want nine letters or digits; what the program called a call matters to nobody else. */
  const calls = new Map<string, { id: string; name: string }>();
  const known = (id: string): { id: string; name?: string } => calls.get(id) ?? { id: shortId(calls.size) };
  return messages.map(({ role, content, toolCalls, toolCallId }) => {
    for (const { id, name } of toolCalls ?? []) calls.set(id, { id: shortId(calls.size), name });
    const answered = toolCallId === undefined ? undefined : known(toolCallId);
    return {
      role, content: marks.mark(content),
      ...(toolCalls && toolCalls.length > 0 ? { tool_calls: toolCalls.map((call) => ({ id: known(call.id).id, type: 'function', function: { name: call.name, arguments: marks.markAll(call.arguments) } })) } : {}),
      ...(answered ? { tool_call_id: answered.id, ...(answered.name === undefined ? {} : { name: answered.name }) } : {}),
    };
  });
}

const shortId = (number: number): string => String(number).padStart(9, '0');

function templateTool({ name, description, parameters }: Tool, marks: PromptMarks): object {
  return { type: 'function', function: { name, description: marks.mark(description ?? ''), parameters: marks.markSchema(parameters ?? { type: 'object', properties: {} }) } };
}
