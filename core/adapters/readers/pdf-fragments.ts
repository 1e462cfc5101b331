import type { PDFPageProxy } from 'pdfjs-dist';
import { withoutRadicals } from './pdf-radicals.ts';

/** A run of text as it stands on a page. Points, origin at the top left of the upright page; `y` is the baseline. */
export interface Fragment {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Font size. */
  readonly size: number;
  readonly rightToLeft: boolean;
}

/** Fragments that are read in one direction: upright text, and apart from it text that is turned by 90, 180 or 270 degrees. */
export interface FragmentLayer { readonly fragments: Fragment[]; readonly width: number; readonly height: number }

/** The text of a page by direction, most text first. */
export async function pageLayers(page: PDFPageProxy, withForms: boolean): Promise<FragmentLayer[]> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  const turns: Fragment[][] = [[], [], [], []];
  const [a0, b0, c0, d0, e0, f0] = viewport.transform as [number, number, number, number, number, number];
  for (const item of content.items) {
    if (!('str' in item) || item.str === '') continue;
    const [a, b, c, d, e, f] = item.transform as [number, number, number, number, number, number];
    const across = { x: a0 * a + c0 * b, y: b0 * a + d0 * b };
    const up = { x: a0 * c + c0 * d, y: b0 * c + d0 * d };
    const at = { x: a0 * e + c0 * f + e0, y: b0 * e + d0 * f + f0 };
    const quarter = ((Math.round(Math.atan2(across.y, across.x) / (Math.PI / 2)) % 4) + 4) % 4;
    const [x, y] = upright(at.x, at.y, quarter, viewport.width, viewport.height);
    turns[quarter]?.push({ text: withoutRadicals(item.str), x, y, width: item.width, size: Math.hypot(up.x, up.y) || item.height || 1, rightToLeft: item.dir === 'rtl' });
  }
  if (withForms) turns[0]?.push(...await formValues(page));
  return turns.map((fragments, quarter) => ({
    fragments,
    width: quarter % 2 === 0 ? viewport.width : viewport.height,
    height: quarter % 2 === 0 ? viewport.height : viewport.width,
  })).filter((layer) => layer.fragments.length > 0).sort((one, other) => other.fragments.length - one.fragments.length);
}

function upright(x: number, y: number, quarter: number, width: number, height: number): [number, number] {
  if (quarter === 1) return [y, width - x];
  if (quarter === 2) return [width - x, height - y];
  if (quarter === 3) return [height - y, x];
  return [x, y];
}

/** What was typed into the fields of a form is not part of the page's text. */
async function formValues(page: PDFPageProxy): Promise<Fragment[]> {
  const viewport = page.getViewport({ scale: 1 });
  const annotations = await page.getAnnotations() as { subtype?: string; fieldType?: string; fieldValue?: unknown; rect?: number[] }[];
  return annotations.flatMap((one): Fragment[] => {
    if (one.subtype !== 'Widget' || typeof one.fieldValue !== 'string' || one.fieldValue.trim() === '' || one.fieldType === 'Btn') return [];
    const [left = 0, bottom = 0, right = 0] = one.rect ?? [];
    const [x = 0, y = 0] = viewport.convertToViewportPoint(left, bottom) as number[];
    return [{ text: one.fieldValue, x, y: y - 3, width: Math.abs(right - left), size: 9, rightToLeft: false }];
  });
}
