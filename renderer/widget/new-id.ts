/** A random UUID. `crypto.randomUUID` is missing on pages without https. */
export const newId = (): string => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
  const random = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
  // The first digit of the fourth group is 8 to b.
  return (digit === '8' ? 8 + random % 4 : random % 16).toString(16);
});
