export function oversized(root: string): string[];
