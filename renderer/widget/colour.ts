/** Relative luminance of `#rrggbb`, WCAG 2.2. */
const luminance = (hex: string): number => [0.2126, 0.7152, 0.0722].reduce((sum, share, at) => {
  const part = Number.parseInt(hex.slice(2 * at + 1, 2 * at + 3), 16) / 255;
  return sum + share * (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92);
}, 0);

/** Contrast of two colours `#rrggbb`: 1 to 21. */
export function contrast(one: string, other: string): number {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}

/** The first of the colours that can be read on the ground (4.5), else the last. */
export const readableOn = (ground: string, colours: readonly string[]): string => colours.find((colour) => contrast(colour, ground) >= 4.5) ?? colours[colours.length - 1] ?? '';

/** White, or else black: one of the two always reaches 4.5. */
export const textOn = (colour: string): string => readableOn(colour, ['#ffffff', '#000000']);
