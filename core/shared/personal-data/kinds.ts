/** Kinds of personal data that can be told by their form or by what stands around them. */
export type PersonalKind = 'email' | 'phone' | 'id' | 'passport' | 'card' | 'account' | 'tax' | 'plate' | 'address' | 'name';

/** A place in a text. Offsets are UTF-16 code units. */
export interface Span { readonly start: number; readonly end: number }

export interface PersonalData extends Span {
  readonly kind: PersonalKind;
  /** As it stands in the text. */
  readonly text: string;
  /** Told by a check digit, a label or a title; not only by looking like it. */
  readonly sure: boolean;
}
