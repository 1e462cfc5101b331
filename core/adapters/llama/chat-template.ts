import { Template } from '@huggingface/jinja';
import type { ChatMessage } from '../../ports/language-model.ts';

/** A stretch of a prompt. What people and documents say never counts as the model's control tokens, whatever it holds. */
export interface PromptPart { readonly text: string; readonly trusted: boolean }

/** A model without a template was not made to chat; this at least shows it who speaks. */
const plain = "{% for message in messages %}{% if message.role == 'system' %}{{ message.content }}\n\n{% elif message.role == 'user' %}User: {{ message.content }}\n{% else %}Assistant: {{ message.content }}\n{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}";
/** Where the plain template's answer ends. */
export const plainStops = ['\nUser:'] as const;
/** Stand for the contents while the template is filled: private use characters, which are taken out of the contents first. */
const open = '\uf8f0';
const close = '\uf8f1';

export class ChatTemplate {
  readonly #template: Template;
  readonly #tokens: { readonly bos: string; readonly eos: string };

  /** @throws Error when the template cannot be read. */
  constructor(source: string | undefined, tokens: { bos: string; eos: string }) {
    this.#template = new Template(source ?? plain);
    this.#tokens = tokens;
  }

  /** @param asks ends with what makes the model answer; without, after the last message. @throws Error when the template refuses the messages. */
  render(messages: readonly ChatMessage[], tools: readonly object[] | undefined, asks = true): PromptPart[] {
    const contents: string[] = [];
    const marked = messages.map(({ role, content }) => ({ role, content: content === '' ? '' : `${open}${contents.push(clean(content)) - 1}${close}` }));
    const rendered = this.#fill(marked, tools, asks);
    const parts: PromptPart[] = [];
    let from = 0;
    for (const found of rendered.matchAll(/\uf8f0(\d+)\uf8f1/g)) {
      if (found.index > from) parts.push({ text: rendered.slice(from, found.index), trusted: true });
      parts.push({ text: contents[Number(found[1])] ?? '', trusted: false });
      from = found.index + found[0].length;
    }
    if (from < rendered.length) parts.push({ text: rendered.slice(from), trusted: true });
    return parts;
  }

  #fill(messages: readonly ChatMessage[], tools: readonly object[] | undefined, asks: boolean): string {
    const given = { messages, add_generation_prompt: asks, bos_token: this.#tokens.bos, eos_token: this.#tokens.eos, ...(tools && tools.length > 0 ? { tools } : {}) };
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

const clean = (content: string): string => content.replaceAll(/[\uf8f0\uf8f1]/g, '');
