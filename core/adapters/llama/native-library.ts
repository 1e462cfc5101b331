import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';
import { SproutError } from '../../contract/index.ts';

/** Where llama.cpp's shared libraries are, from a package `@node-llama-cpp/*`. */
export interface NativeLibrary { readonly directory: string; readonly llama: string; readonly ggml: string; readonly base: string; readonly package: string }

const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'mac', win32: 'win' };
/** Packages with a graphics card's libraries come first where someone installed one; they fall back to the processor by themselves. */
const variants = ['-cuda', '-vulkan', '-metal', ''];
const extensions: Partial<Record<NodeJS.Platform, string>> = { darwin: 'dylib', win32: 'dll' };

/** @throws SproutError native-missing with the package's name. */
export function findNativeLibrary(from = import.meta.url): NativeLibrary {
  const system = `${systems[platform] ?? platform}-${arch}`;
  const require = createRequire(from);
  for (const variant of variants) {
    const name = `${system}${variant}`;
    const directory = packageFolder(require, `@node-llama-cpp/${name}`);
    const binaries = directory === undefined ? undefined : join(directory, 'bins', name);
    if (binaries === undefined || !existsSync(binaries)) continue;
    const files = readdirSync(binaries);
    const extension = extensions[platform] ?? 'so';
    // The main libraries carry a version: libllama.v0.4.0.so, llama.cuda.v0.4.0.dll.
    const named = (pattern: RegExp): string | undefined => files.find((file) => file.endsWith(`.${extension}`) && pattern.test(file));
    const llama = named(/^(?:lib)?llama(?:\.|$)(?!addon)/);
    const ggml = named(/^(?:lib)?ggml\./);
    const base = named(/^(?:lib)?ggml-base/);
    if (llama && ggml && base) return { directory: binaries, llama: join(binaries, llama), ggml: join(binaries, ggml), base: join(binaries, base), package: `@node-llama-cpp/${name}` };
  }
  throw new SproutError('native-missing', { name: `@node-llama-cpp/${system}` });
}

function packageFolder(require: NodeJS.Require, name: string): string | undefined {
  try {
    // The packages export nothing but their index, in dist/.
    return dirname(dirname(require.resolve(name)));
  } catch {
    return undefined;
  }
}
