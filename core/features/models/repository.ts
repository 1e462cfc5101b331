/** Who publishes weights as servers read them, by how the repository of the small file is called. */
const publishers: readonly (readonly [RegExp, string])[] = [[/^qwen/i, 'Qwen'], [/^deepseek/i, 'deepseek-ai'], [/^gemma/i, 'google'], [/^phi-/i, 'microsoft'], [/^smollm/i, 'HuggingFaceTB'], [/^thudm_/i, 'zai-org'], [/^glm/i, 'zai-org']];

/** Where a server gets the base's weights: `Qwen/Qwen3-8B` for `unsloth/Qwen3-8B-GGUF`. Undefined where that is not known. */
export function repositoryOf(source: string | undefined): string | undefined {
  const name = source?.split('/').at(-1)?.replace(/-(?:Q\d\w*-)?GGUF$/i, '');
  const publisher = publishers.find(([pattern]) => name !== undefined && pattern.test(name))?.[1];
  return name === undefined || publisher === undefined ? undefined : `${publisher}/${name.replace(/^THUDM_/i, '')}`;
}
