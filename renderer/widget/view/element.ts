import { bare } from '../plain-data.ts';

type Handler = (event: Event) => void;
/** Attributes by name; `false` and undefined leave one out, `onclick` and the like listen. */
export interface Attributes { readonly [name: string]: string | boolean | Handler | undefined }
type Child = Node | string | undefined | false;

export function add(parent: Node, ...children: readonly Child[]): void {
  for (const child of children) if (child) parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
}

export function replaceChildren(parent: Node, ...children: readonly Child[]): void {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  add(parent, ...children);
}

/** Makes an element. Text becomes text nodes; nothing is ever read as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  add(made, ...children);
  return made;
}

export const button = (attributes: Attributes, ...children: readonly Child[]): HTMLButtonElement => element('button', { type: 'button', ...attributes }, ...children);

/** Focus that leaves the page's scroll alone. */
export const focus = (node: HTMLElement): void => { node.focus(bare({ preventScroll: true })); };

const shapes = {
  chat: 'M4 5.5h16v11H10l-4.5 3.5v-3.5H4z', close: 'M6 6l12 12M18 6L6 18', more: 'M5 12h.01M12 12h.01M19 12h.01', send: 'M12 19V5M6 11l6-6 6 6', stop: 'M8 8h8v8H8z',
  up: 'M7 11v9H4v-9zl4-7a2 2 0 0 1 2 2v4h5a2 2 0 0 1 2 2.3l-1.2 6a2 2 0 0 1-2 1.7H7',
};

export function icon(name: keyof typeof shapes, look: string = name): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.setAttribute('class', look);
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', shapes[name]);
  drawing.appendChild(path);
  return drawing;
}
