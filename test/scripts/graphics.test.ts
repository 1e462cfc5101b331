import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphicsPackage, linuxCards } from '../../scripts/graphics.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the libraries for graphics cards', () => {
  const none = { cards: [], vulkan: true, cuda13: false } as const;
  it.each([
    ['no card of its own', 'linux', 'x64', none, undefined],
    ['NVIDIA with its driver alone', 'linux', 'x64', { ...none, cards: ['nvidia'] }, '@node-llama-cpp/linux-x64-vulkan'],
    ['NVIDIA with CUDA 13', 'win32', 'x64', { ...none, cards: ['nvidia'], cuda13: true }, '@node-llama-cpp/win-x64-cuda'],
    ['AMD', 'win32', 'x64', { ...none, cards: ['amd'], cuda13: true }, '@node-llama-cpp/win-x64-vulkan'],
    ['a card without any driver', 'linux', 'x64', { cards: ['amd'], vulkan: false, cuda13: false }, undefined],
    ['a Mac', 'darwin', 'arm64', { ...none, cards: ['amd'] }, undefined],
    ['ARM', 'linux', 'arm64', { ...none, cards: ['nvidia'] }, undefined],
  ] as const)('%s', (_what, platform, arch, found, expected) => {
    expect(graphicsPackage(platform, arch, found)).toBe(expected);
  });

  it('are not fetched for graphics that share the processor\'s memory', async () => {
    const folder = await temporaryFolder();
    const card = async (name: string, vendor: string, memory?: number): Promise<void> => {
      await mkdir(join(folder, name, 'device'), { recursive: true });
      await writeFile(join(folder, name, 'device/vendor'), `${vendor}\n`);
      if (memory !== undefined) await writeFile(join(folder, name, 'device/mem_info_vram_total'), `${memory}\n`);
    };
    await card('card0', '0x8086');
    await card('card1', '0x1002', 512 * 2 ** 20);
    await card('card1-HDMI-A-1', '0x10de');
    expect(linuxCards(folder)).toEqual([]);
    await card('card2', '0x1002', 8 * 2 ** 30);
    await card('card3', '0x10de');
    expect(linuxCards(folder)).toEqual(['amd', 'nvidia']);
  });
});
