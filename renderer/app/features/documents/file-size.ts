/** Bytes as people say them: "74 kB". */
export function fileSize(bytes: number, locale: string): string {
  const [unit, amount] = bytes >= 1e6 ? ['megabyte', bytes / 1e6] as const : ['kilobyte', Math.max(bytes / 1e3, 1)] as const;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: bytes >= 1e6 ? 1 : 0 }).format(amount);
}
