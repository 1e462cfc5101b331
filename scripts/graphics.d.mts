export interface FoundGraphics { readonly cards: readonly ('nvidia' | 'amd')[]; readonly vulkan: boolean; readonly cuda13: boolean }
export function graphicsPackage(platform: NodeJS.Platform, arch: string, found: FoundGraphics): string | undefined;
export function findGraphics(): FoundGraphics;
export function linuxCards(folder: string): ('nvidia' | 'amd')[];
