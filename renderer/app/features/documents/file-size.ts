/** Bytes as people say them: "74 kB", "1.9 GB". */
export function fileSize(bytes: number, locale: string): string {
  const [unit, amount, digits] = bytes >= 1e9 ? ['gigabyte', bytes / 1e9, 1] as const : bytes >= 1e8 ? ['megabyte', bytes / 1e6, 0] as const : bytes >= 1e6 ? ['megabyte', bytes / 1e6, 1] as const : ['kilobyte', Math.max(bytes / 1e3, 1), 0] as const;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: digits }).format(amount);
}
