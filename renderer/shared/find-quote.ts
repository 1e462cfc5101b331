/** The part of one text item that a quote covers, in UTF-16 code units of that item. */
export interface ItemRange { readonly item: number; readonly start: number; readonly end: number }

/** Finds a quote in the text items of a PDF page. White space is not compared: a PDF puts it where it likes. */
export function findQuote(items: readonly string[], quote: string): ItemRange[] {
  const wanted = quote.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  if (!wanted) return [];
  const places: { item: number; at: number; length: number }[] = [];
  let page = '';
  items.forEach((text, item) => {
    let at = 0;
    for (const sign of text) {
      const plain = sign.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
      for (const unit of plain.split('')) {
        page += unit;
        places.push({ item, at, length: sign.length });
      }
      at += sign.length;
    }
  });
  const found = page.indexOf(wanted);
  if (found < 0) return [];
  const ranges = new Map<number, ItemRange>();
  for (const place of places.slice(found, found + wanted.length)) {
    const before = ranges.get(place.item);
    ranges.set(place.item, { item: place.item, start: before?.start ?? place.at, end: place.at + place.length });
  }
  return [...ranges.values()];
}
