/** The smallest first. */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #key: (item: Item) => number;

  constructor(key: (item: Item) => number) { this.#key = key; }

  get size(): number { return this.#items.length; }
  get first(): Item | undefined { return this.#items[0]; }

  push(item: Item): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#keyAt(parent) <= this.#keyAt(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): Item | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return first;
    items[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < items.length && this.#keyAt(left) < this.#keyAt(least)) least = left;
      if (right < items.length && this.#keyAt(right) < this.#keyAt(least)) least = right;
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #keyAt(at: number): number { return this.#key(this.#items[at] as Item); }
  #swap(left: number, right: number): void { const items = this.#items; [items[left], items[right]] = [items[right] as Item, items[left] as Item]; }
}
