import { bare } from '../plain-data.ts';
import { element } from './element.ts';

/**
 * The owner's picture, or the first letter of the title. Drawn from its bytes: an <img> with a data address is what a strict host page forbids
 * and reports.
 */
export function avatar(picture: string | null, title: string): HTMLElement {
  const letter = element('span', { class: 'avatar', 'aria-hidden': 'true' }, [...title.trim()][0]?.toUpperCase() ?? '');
  if (picture) draw(picture).then((canvas) => { letter.replaceChild(canvas, letter.firstChild ?? canvas); }).catch(() => undefined);
  return letter;
}

async function draw(picture: string): Promise<HTMLCanvasElement> {
  const [type = '', data = ''] = picture.slice(5).split(';base64,');
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (character) => character.charCodeAt(0))], bare({ type })));
  const canvas = element('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas;
}
