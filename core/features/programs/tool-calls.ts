/** A call that a model wrote; `arguments` is JSON. */
export interface WrittenCall { readonly name: string; readonly arguments: string }
export interface Split { readonly text: string; readonly calls: readonly WrittenCall[] }

const opening = '<tool_call>';
const closing = '</tool_call>';
/** Blank lines before a call are no answer. */
const marked = /\s*<tool_call>/;
/** Mistral's mark; a tokenizer that knows it as a control token shows nothing of it. */
const mistral = '[TOOL_CALLS]';
/** How an answer begins that may be a call without a mark (Llama 3, Mistral), or inside a fence of Markdown. */
const callBegins = /^(```\w*\s*)?(\[\s*)?\{\s*"(name|type|function|parameters|arguments)"/;
/** A function's name and its arguments, as GLM-4 and newer Mistrals write them. */
const named = /^\s*([\w.-]+)\s*(?:\[ARGS\])?\s*(\{[^]*\})\s*$/;
const beforeArguments = /^\s*(\[ARGS\]\s*)?(\{|\[|$)/;
/** After so many characters it is clear whether it is one. */
const clearAfter = 60;

/**
 * Tells calls of tools from text while it arrives, in the notations that models were trained on: Hermes and Qwen write `<tool_call>{…}</tool_call>`,
 * Mistral `[TOOL_CALLS][{…}]`, Llama 3 and others the bare JSON, GLM the name before it. What only looked like a call comes out as the text that it is.
 */
export class ToolCallSplitter {
  readonly #names: ReadonlySet<string>;
  #held = '';
  /** Whether a bare call may still begin: only at the very start. */
  #atStart = true;

  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
  }

  push(arrived: string): Split {
    this.#held += arrived;
    if (this.#atStart && this.#mayBeBare()) return { text: '', calls: [] };
    let text = '';
    const calls: WrittenCall[] = [];
    for (let found = marked.exec(this.#held); found; found = marked.exec(this.#held)) {
      text += this.#held.slice(0, found.index);
      this.#held = this.#held.slice(found.index);
      const to = this.#held.indexOf(closing);
      if (to < 0) return this.#out(text, calls);
      const whole = this.#held.slice(0, to + closing.length);
      const written = this.#parsed(this.#held.slice(found[0].length, to));
      if (written) calls.push(...written);
      else text += whole;
      this.#held = this.#held.slice(whole.length);
    }
    const keep = heldBack(this.#held);
    text += this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(this.#held.length - keep);
    return this.#out(text, calls);
  }

  end(): Split {
    const held = this.#held;
    this.#held = '';
    const begun = held.trimStart();
    const mark = [opening, mistral].find((each) => begun.startsWith(each));
    const body = mark ? begun.slice(mark.length) : this.#atStart ? begun : undefined;
    const calls = body === undefined ? undefined : this.#parsed(body.replace(/^\s*```\w*|```\s*$/g, ''));
    return calls ? { text: '', calls } : { text: held, calls: [] };
  }

  #out(text: string, calls: readonly WrittenCall[]): Split {
    if (text !== '') this.#atStart = false;
    return { text, calls };
  }

  #mayBeBare(): boolean {
    const begun = this.#held.trimStart();
    if (begun.startsWith(mistral) || mistral.startsWith(begun)) return true;
    for (const name of this.#names) if (name.startsWith(begun) || (begun.startsWith(name) && beforeArguments.test(begun.slice(name.length)))) return true;
    return /^[[{`]/.test(begun) && (begun.length < clearAfter || callBegins.test(begun));
  }

  #parsed(written: string): WrittenCall[] | undefined {
    const [, name, given] = named.exec(written) ?? [];
    const value = name !== undefined && given !== undefined ? { name, arguments: given } : jsonOf(written);
    const calls = (Array.isArray(value) ? value : [value]).map((each) => this.#call(each));
    return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
  }

  /** `{name, arguments}`, `{name, parameters}` or `{function: {…}}`, of a function that there is. */
  #call(value: unknown): WrittenCall | undefined {
    if (value === null || typeof value !== 'object') return undefined;
    const { name, function: inner, arguments: given, parameters } = value as Record<string, unknown>;
    if (inner !== null && typeof inner === 'object') return this.#call(inner);
    const called = typeof name === 'string' ? name : inner;
    if (typeof called !== 'string' || !this.#names.has(called)) return undefined;
    const values = given ?? parameters ?? {};
    const object = typeof values === 'string' ? jsonOf(values) : values;
    return object !== null && typeof object === 'object' ? { name: called, arguments: JSON.stringify(object) } : undefined;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How many characters at the end of a text may begin a mark, with the blank ones before it. */
function heldBack(text: string): number {
  let length = Math.min(opening.length - 1, text.length);
  while (length > 0 && !text.endsWith(opening.slice(0, length))) length -= 1;
  return text.length - text.slice(0, text.length - length).trimEnd().length;
}
