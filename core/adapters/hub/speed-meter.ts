/** Speed over the last seconds. */
export interface SpeedMeter {
  add(bytes: number): void;
  /** Bytes a second over the window; falls to 0 when nothing comes. */
  rate(): number;
}

/** @param now milliseconds of a clock that never goes back. */
export function createSpeedMeter(windowMs = 10_000, now: () => number = () => performance.now()): SpeedMeter {
  const slotMs = windowMs / 40;
  const began = now();
  let slots: { at: number; bytes: number }[] = [];
  const forget = (): void => { slots = slots.filter(({ at }) => now() - at < windowMs); };
  return {
    add(bytes) {
      const last = slots.at(-1);
      if (last && now() - last.at < slotMs) last.bytes += bytes;
      else { forget(); slots.push({ at: now(), bytes }); }
    },
    rate() {
      forget();
      // The first bytes come in a burst: a beginning shorter than a slot counts as one.
      const ms = Math.min(windowMs, Math.max(slotMs, now() - began));
      return Math.round(slots.reduce((sum, { bytes }) => sum + bytes, 0) * 1000 / ms);
    },
  };
}
