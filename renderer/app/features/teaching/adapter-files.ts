/** A file with its path inside the folder that it came in. */
interface Chosen { readonly file: File; readonly path: string }

const depth = ({ path }: Chosen): number => path.split('/').length;
const highest = (files: readonly Chosen[]): Chosen | undefined => files.toSorted((a, b) => depth(a) - depth(b))[0];

/** What of a choice or a drop is an adapter: one zip or GGUF file, or the two files of PEFT that lie highest. Empty where there is none. */
export function adapterFiles(files: readonly Chosen[]): File[] {
  const weights = highest(files.filter(({ path }) => /(^|\/)adapter_model\.(safetensors|bin)$/.test(path)));
  if (weights) {
    const folder = weights.path.slice(0, weights.path.lastIndexOf('/') + 1);
    return [weights.file, ...files.filter(({ path }) => path === `${folder}adapter_config.json`).map(({ file }) => file)];
  }
  const single = highest(files.filter(({ path }) => /\.(zip|gguf)$/i.test(path)));
  return single ? [single.file] : [];
}
