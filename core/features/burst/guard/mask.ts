import type { GuardPreview, GuardSettings, MaskedKind } from '../../../contract/index.ts';
import { findPersonalData, type PersonalData } from '../../../shared/personal-data/index.ts';
import { findPersonal } from './find-personal.ts';
import { labels, numbersIn, placeholdersIn, unfinishedAt } from './placeholders.ts';

/** Masks the texts of one request, each value the same everywhere in it, and puts the values back in what is answered. */
export class Mask {
  readonly counts: Partial<Record<MaskedKind, number>> = {};
  readonly #settings: Pick<GuardSettings, 'hide' | 'show'>;
  /** What is masked wherever it stands, although it was told in one place alone. */
  readonly #known = new Map<string, MaskedKind>();
  /** By text: looked at once. */
  readonly #found = new Map<string, readonly PersonalData[]>();
  readonly #byValue = new Map<string, string>();
  readonly #byKey = new Map<string, string>();
  readonly #next: Map<string, number>;
  #held = '';
  /** The last character that went by: "MY_PHONE_1" is no placeholder, wherever it was cut. */
  #last = '';
  /** Of what was put back so far: whether it is JSON, in which a value is written as one writes it there. */
  #json = false;
  #begins = '';
  #tail = '';

  /** @param texts all of the request: numbers that stand in a placeholder's form already are not used again. */
  constructor(settings: Pick<GuardSettings, 'hide' | 'show'>, texts: readonly string[]) {
    this.#settings = settings;
    this.#next = numbersIn(texts);
    if (texts.length > 1) for (const text of texts) for (const { kind, start, end } of findPersonal(text, settings, undefined, this.#look(text))) if (end - start >= shortestKnown) this.#known.set(text.slice(start, end), kind);
  }

  /** The text as it may leave. */
  text(text: string): string { return this.preview(text).text; }

  preview(text: string): GuardPreview {
    const found: GuardPreview['found'] = [];
    let masked = '';
    let at = 0;
    for (const { kind, start, end } of findPersonal(text, this.#settings, this.#known, this.#look(text))) {
      const value = text.slice(start, end);
      const given = this.#placeholderOf(kind, value);
      masked += `${text.slice(at, start)}${given}`;
      found.push({ kind, text: value, placeholder: given, start, end });
      at = end;
    }
    return { text: masked + text.slice(at), found };
  }

  /** Every text in a value of JSON; names of fields stay. A long number may be a telephone's: it becomes a text then. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') { const written = String(value); const masked = written.length >= shortestNumber ? this.text(written) : written; return masked === written ? value : masked; }
    if (Array.isArray(value)) return value.map((inner) => this.value(inner));
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.value(inner)])) : value;
  }

  /** A piece of the answer with the values put back; what may become a placeholder is held back. */
  restore(piece: string): string {
    const text = this.#held + piece;
    const end = Math.max(0, unfinishedAt(this.#last + text) - this.#last.length);
    this.#held = text.slice(end);
    return this.#put(text.slice(0, end));
  }

  /** What was still held back. */
  restored(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#put(rest);
  }

  #put(text: string): string {
    let restored = '';
    let at = 0;
    const shift = this.#last.length;
    for (const one of placeholdersIn(this.#last + text)) {
      const { key, inAddress } = one;
      const [start, end] = [one.start - shift, one.end - shift];
      const value = this.#byKey.get(key);
      if (value === undefined || start < at) continue;
      restored += this.#passed(text.slice(at, start));
      restored += inAddress ? encodeURIComponent(value) : this.#json ? JSON.stringify(value).slice(1, -1) : value;
      at = end;
    }
    this.#last = text.at(-1) ?? this.#last;
    return restored + this.#passed(text.slice(at));
  }

  /** Looks at a piece as it goes by: an answer that begins as JSON is JSON, and calls of tools are, between their marks. */
  #passed(text: string): string {
    if (this.#begins.length < longestBeginning) this.#begins = (this.#begins + text).trimStart().slice(0, longestBeginning);
    const seen = this.#tail + text;
    const open = Math.max(seen.lastIndexOf('<tool_call>'), seen.lastIndexOf('[TOOL_CALLS]'));
    const shut = seen.lastIndexOf('</tool_call>');
    if (open >= 0 || shut >= 0) this.#json = open > shut;
    else if (/^(?:```\w*\s*)?(?:\{|\[\s*[{"[\]\d-])/.test(this.#begins)) this.#json = true;
    this.#tail = seen.slice(-longestMark);
    return text;
  }

  #look(text: string): readonly PersonalData[] {
    const found = this.#found.get(text) ?? findPersonalData(text);
    this.#found.set(text, found);
    return found;
  }

  #placeholderOf(kind: MaskedKind, value: string): string {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const label = labels[kind];
    const number = this.#next.get(label) ?? 1;
    this.#next.set(label, number + 1);
    const made = `[${label}_${number}]`;
    this.#byValue.set(value, made);
    this.#byKey.set(`${label}_${number}`, value);
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    return made;
  }
}

/** A shorter value may be an ordinary word elsewhere. */
const shortestKnown = 2;
const shortestNumber = 7;
const longestBeginning = 16;
const longestMark = 12;
