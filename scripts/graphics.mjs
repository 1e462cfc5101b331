/**
 * Which of llama.cpp's packages for graphics cards this machine can use. They are large and most laptops never load them, so they are
 * fetched when such a card is found, and never on a Mac: its package has Metal already.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A card with less memory is no faster than the processor. */
const leastBytes = 3 * 2 ** 30;
const vendors = { '0x10de': 'nvidia', '0x1002': 'amd' };

/**
 * Pure. Vulkan's libraries come with every graphics driver; CUDA's (cudart and cuBLAS 13) only with NVIDIA's toolkit, and are faster then.
 * @param found {cards: ('nvidia' | 'amd')[], vulkan: boolean, cuda13: boolean}
 * @returns name of the package, or undefined.
 */
export function graphicsPackage(platform, arch, found) {
  const system = { linux: 'linux', win32: 'win' }[platform];
  if (!system || arch !== 'x64' || found.cards.length === 0) return undefined;
  if (found.cards.includes('nvidia') && found.cuda13) return `@node-llama-cpp/${system}-x64-cuda`;
  return found.vulkan ? `@node-llama-cpp/${system}-x64-vulkan` : undefined;
}

/** Cards of their own memory, not those that share the processor's: these are seldom faster. */
export function findGraphics() {
  if (process.platform === 'linux') return { cards: linuxCards('/sys/class/drm'), vulkan: linuxLibrary('libvulkan.so.1'), cuda13: linuxLibrary('libcudart.so.13') && linuxLibrary('libcublas.so.13') };
  if (process.platform === 'win32') {
    const system = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32');
    return { cards: windowsCards(), vulkan: existsSync(join(system, 'vulkan-1.dll')), cuda13: /v13\.\d/.test(process.env['CUDA_PATH'] ?? '') };
  }
  return { cards: [], vulkan: false, cuda13: false };
}

/** @param folder /sys/class/drm. */
export function linuxCards(folder) {
  const read = (path) => { try { return readFileSync(path, 'utf8').trim(); } catch { return ''; } };
  const entries = existsSync(folder) ? readdirSync(folder).filter((name) => /^card\d+$/.test(name)) : [];
  const cards = entries.flatMap((name) => {
    const vendor = vendors[read(join(folder, name, 'device/vendor'))];
    // NVIDIA's driver does not tell the memory here, and its chips always have their own.
    const bytes = vendor === 'nvidia' ? Infinity : Number(read(join(folder, name, 'device/mem_info_vram_total')) || 0);
    return vendor && bytes >= leastBytes ? [vendor] : [];
  });
  // Servers without a screen have no such entry.
  return cards.length === 0 && existsSync('/proc/driver/nvidia/version') ? ['nvidia'] : cards;
}

function linuxLibrary(name) {
  const listed = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' });
  const text = listed.status === 0 ? listed.stdout : spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  return text.includes(`${name} `);
}

function windowsCards() {
  const { stdout } = spawnSync('powershell', ['-NoProfile', '-Command', '(Get-CimInstance Win32_VideoController).Name'], { encoding: 'utf8' });
  return (stdout ?? '').split(/\r?\n/).flatMap((name) => (/NVIDIA/i.test(name) ? ['nvidia'] : /Radeon (?:RX|Pro)/i.test(name) ? ['amd'] : []));
}
