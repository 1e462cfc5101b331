import type { Canvas } from '@napi-rs/canvas';
import type { GreyImage } from './tesseract.ts';

/** Luminance (ITU-R BT.601) of a canvas whose background is opaque. */
export function greyOf(canvas: Canvas): GreyImage {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < pixels.length; at += 1, from += 4) {
    pixels[at] = (77 * (data[from] ?? 0) + 150 * (data[from + 1] ?? 0) + 29 * (data[from + 2] ?? 0)) >> 8;
  }
  return { width, height, pixels };
}
