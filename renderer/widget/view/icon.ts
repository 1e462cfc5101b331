import { button } from './element.ts';

const shapes = {
  close: 'M6 6l12 12M18 6L6 18', more: 'M5 12h.01M12 12h.01M19 12h.01', send: 'M12 19V5M6 11l6-6 6 6', stop: 'M8 8h8v8H8z',
  up: 'M7 11v9H4v-9zl4-7 2 2v4h7l-2 10H7',
};

export function icon(name: keyof typeof shapes, look: string = name): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.setAttribute('class', look);
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', shapes[name]);
  drawing.append(path);
  return drawing;
}

/** A round button of a picture alone. */
export function iconButton(label: string, onclick: () => void, name: keyof typeof shapes, look?: string): HTMLButtonElement {
  const made = button('round', onclick, icon(name, look));
  made.setAttribute('aria-label', label);
  return made;
}
