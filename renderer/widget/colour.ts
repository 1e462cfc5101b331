/** Relative luminance of `#rrggbb`, WCAG 2.2. */
function luminance(hex: string): number {
  let sum = 0;
  for (const [at, share] of [0.2126, 0.7152, 0.0722].entries()) {
    const part = Number.parseInt(hex.slice(2 * at + 1, 2 * at + 3), 16) / 255;
    sum += share * (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92);
  }
  return sum;
}

/** Contrast of two colours `#rrggbb`: 1 to 21. */
export function contrast(one: string, other: string): number {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}

/** The colour if it can be read on the ground (4.5), else the other. */
export const readableOn = (ground: string, colour: string, other: string): string => (contrast(colour, ground) < 4.5 ? other : colour);

/** White, or else black: one of the two always reaches 4.5. */
export const textOn = (colour: string): string => (luminance(colour) <= 1.05 / 4.5 - 0.05 ? '#ffffff' : '#000000');
