/** Where services differ from what most understand. */
export interface Dialect {
  /** Name of the limit of what is written. */
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  /** Whether the model lets itself be told a temperature. */
  readonly temperature: boolean;
  /** `schema`: keeps to a JSON Schema; `object`: to JSON, and is told the schema in words. */
  readonly json: 'schema' | 'object';
}

/** Hosts that know `json_object` alone, or `json_schema` for some models only. */
const objectOnly = /(?:^|\.)(?:deepseek\.com|bigmodel\.cn|z\.ai|dashscope(?:-\w+)?\.aliyuncs\.com|myhuaweicloud\.com|modelarts-maas\.com)$/;
/** OpenAI's models that think refuse a temperature. */
const thinking = /^(?:openai\/)?(?:o\d|gpt-5)/;

export function dialectOf(host: string, model: string): Dialect {
  const openAi = host === 'api.openai.com';
  return { limit: openAi ? 'max_completion_tokens' : 'max_tokens', temperature: !((openAi || host === 'openrouter.ai') && thinking.test(model)), json: objectOnly.test(host) ? 'object' : 'schema' };
}
