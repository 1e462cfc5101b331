import { bare } from '../plain-data.ts';

type Handler = (event: Event) => void;
/** Attributes by name; what is empty, `false` or undefined leaves one out, `onclick` and the like listen. */
export interface Attributes { readonly [name: string]: string | boolean | Handler | undefined }
type Child = Node | string | undefined | false;

export function add(parent: Element, ...children: readonly Child[]): void {
  for (const child of children) if (child) parent.append(child);
}

export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  parent.textContent = '';
  add(parent, ...children);
}

/** Makes an element. Text becomes text nodes; nothing is ever read as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value) made.setAttribute(name, String(value));
  }
  add(made, ...children);
  return made;
}

export const box = (look: string, ...children: readonly Child[]): HTMLDivElement => element('div', { class: look }, ...children);

export const button = (look: string, onclick: () => void, ...children: readonly Child[]): HTMLButtonElement => element('button', { type: 'button', class: look, onclick }, ...children);

/** Focus that leaves the page's scroll alone. */
export const focus = (node: HTMLElement): void => { node.focus(bare({ preventScroll: true })); };
