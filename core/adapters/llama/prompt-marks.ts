/** A stretch of a prompt. What people, documents and programs say never counts as the model's control tokens, whatever it holds. */
export interface PromptPart { readonly text: string; readonly trusted: boolean }

/** Stand for texts while a template is filled: private use characters, which are taken out of the texts first. */
const open = '\uf8f0';
const close = '\uf8f1';

/** Of a JSON Schema. */
const lookedAt = new Set(['type', 'format', 'required', '$ref']);
const isTexts = (value: unknown): boolean => typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));

/** Puts marks in the place of texts that nobody may trust, and finds them again in the filled template. */
export class PromptMarks {
  readonly #texts: string[] = [];

  mark(text: string): string {
    return text === '' ? '' : `${open}${this.#texts.push(text.replaceAll(/[\uf8f0\uf8f1]/g, '')) - 1}${close}`;
  }

  /** Marks every text within a JSON value, names of properties too. */
  markAll(value: unknown): unknown {
    if (typeof value === 'string') return this.mark(value);
    if (Array.isArray(value)) return value.map((item: unknown) => this.markAll(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [this.mark(name), this.markAll(inner)]));
  }

  /** Marks what people read in a JSON Schema: all texts but those that a template may look at. */
  markSchema(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.markSchema(item));
    if (typeof value === 'string') return this.mark(value);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, lookedAt.has(name) && isTexts(inner) ? inner : this.markSchema(inner)]));
  }

  /** The filled template in its parts. Within the quotes of a JSON text (`tojson`) a text is written as JSON writes it. */
  split(filled: string): PromptPart[] {
    const parts: PromptPart[] = [];
    let from = 0;
    for (const found of filled.matchAll(/\uf8f0(\d+)\uf8f1/g)) {
      if (found.index > from) parts.push({ text: filled.slice(from, found.index), trusted: true });
      from = found.index + found[0].length;
      const text = this.#texts[Number(found[1])] ?? '';
      const quoted = filled[found.index - 1] === '"' && filled[from] === '"';
      parts.push({ text: quoted ? JSON.stringify(text).slice(1, -1) : text, trusted: false });
    }
    if (from < filled.length) parts.push({ text: filled.slice(from), trusted: true });
    return parts;
  }
}
