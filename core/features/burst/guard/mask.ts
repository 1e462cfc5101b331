import type { GuardPreview, GuardSettings, MaskedKind } from '../../../contract/index.ts';
import { findPersonal } from './find-personal.ts';

/** What stands in a text for what was taken out: the same in all languages, and short enough that models repeat it. */
const labels = { 'name': 'NAME', 'phone': 'PHONE', 'id-number': 'ID', 'bank-card': 'CARD', 'address': 'ADDRESS', 'email': 'EMAIL', 'passport': 'PASSPORT', 'tax-number': 'TAX', 'plate': 'PLATE', 'own-word': 'WORD' } as const satisfies Record<MaskedKind, string>;
const names = Object.values(labels).join('|');
/** As models write it back: with other brackets, a space, or in lower case. */
const placeholder = new RegExp(String.raw`[\[［【(（{]\s*(${names})\s*[_ -]?\s*(\d{1,5})\s*[\]］】)）}]`, 'gi');
/** The beginning of one, at the end of what has come so far. */
const begun = /[[［【(（{][\sA-Za-z_-]{0,12}[\d\s]{0,8}$/;

/** Masks the texts of one request, each value the same everywhere in it, and puts the values back in what is answered. */
export class Mask {
  readonly counts: Partial<Record<MaskedKind, number>> = {};
  readonly #settings: Pick<GuardSettings, 'hide' | 'show'>;
  readonly #byValue = new Map<string, string>();
  readonly #byPlaceholder = new Map<string, string>();
  readonly #next = new Map<string, number>();
  #held = '';

  /** @param texts all of the request: numbers that stand in a placeholder's form already are not used again. */
  constructor(settings: Pick<GuardSettings, 'hide' | 'show'>, texts: readonly string[]) {
    this.#settings = settings;
    for (const text of texts) for (const [, label = '', number = ''] of text.matchAll(placeholder)) this.#next.set(label.toUpperCase(), Math.max(this.#next.get(label.toUpperCase()) ?? 1, Number(number) + 1));
  }

  /** The text as it may leave. */
  text(text: string): string { return this.preview(text).text; }

  preview(text: string): GuardPreview {
    const found: GuardPreview['found'] = [];
    let masked = '';
    let at = 0;
    for (const { kind, start, end } of findPersonal(text, this.#settings)) {
      const value = text.slice(start, end);
      const given = this.#placeholderOf(kind, value);
      masked += `${text.slice(at, start)}${given}`;
      found.push({ kind, text: value, placeholder: given, start, end });
      at = end;
    }
    return { text: masked + text.slice(at), found };
  }

  /** A piece of the answer with the values put back; what may become a placeholder is held back. */
  restore(piece: string): string {
    const text = this.#held + piece;
    const open = begun.exec(text);
    this.#held = open ? text.slice(open.index) : '';
    return this.whole(open ? text.slice(0, open.index) : text);
  }

  /** What was still held back. */
  restored(): string {
    const rest = this.#held;
    this.#held = '';
    return this.whole(rest);
  }

  /** A whole text with the values put back. */
  whole(text: string): string {
    return text.replaceAll(placeholder, (match, label: string, number: string) => this.#byPlaceholder.get(`[${label.toUpperCase()}_${Number(number)}]`) ?? match);
  }

  #placeholderOf(kind: MaskedKind, value: string): string {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const label = labels[kind];
    const number = this.#next.get(label) ?? 1;
    this.#next.set(label, number + 1);
    const made = `[${label}_${number}]`;
    this.#byValue.set(value, made);
    this.#byPlaceholder.set(made, value);
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    return made;
  }
}
