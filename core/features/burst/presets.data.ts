import type { Currency, RemotePreset, RemotePrice } from '../../contract/index.ts';

/** Millionths of a unit for each unit of a price list. */
const price = (currency: Currency, input: number, cachedInput: number, output: number): RemotePrice => ({ currency, input: Math.round(input * 1e6), cachedInput: Math.round(cachedInput * 1e6), output: Math.round(output * 1e6) });
const yuan = (input: number, cachedInput: number, output: number): RemotePrice => price('CNY', input, cachedInput, output);
const dollars = (input: number, cachedInput: number, output: number): RemotePrice => price('USD', input, cachedInput, output);
const free = yuan(0, 0, 0);

const china = { en: 'China', zh: '中国' };
const ownNetwork = { en: 'Your own network', zh: '自有网络' };
const pricesOf = '2026-11-25';

/**
 * What is known of services. Prices are a starting point that the owner corrects: those of the busiest hours and the usual length of a prompt, where a
 * service has several, as its own page or a page that quotes it gave them on `pricesOf`.
 */
export const presets: readonly RemotePreset[] = [
  {
    id: 'deepseek', name: { en: 'DeepSeek', zh: '深度求索 DeepSeek' }, kind: 'cloud', address: 'https://api.deepseek.com/v1', region: china, needsKey: true, keyPage: 'https://platform.deepseek.com/api_keys', pricesOf,
    models: [{ id: 'deepseek-flash', contextLength: 1_000_000, price: yuan(2, 0.04, 8) }, { id: 'deepseek-v4-pro', contextLength: 1_000_000, price: dollars(1.32, 0.044, 3.96) }],
  },
  {
    id: 'dashscope', name: { en: 'Alibaba Cloud Model Studio (Qwen)', zh: '阿里云百炼（通义千问）' }, kind: 'cloud', address: 'https://dashscope.aliyuncs.com/compatible-mode/v1', region: { en: 'Beijing, China', zh: '中国北京' }, needsKey: true, keyPage: 'https://bailian.console.aliyun.com/?tab=model#/api-key', pricesOf,
    models: [{ id: 'qwen-flash', contextLength: 1_000_000, price: yuan(0.15, 0.03, 1.5) }, { id: 'qwen-plus', contextLength: 131_072, price: yuan(0.8, 0.16, 2) }],
  },
  {
    id: 'zhipu', name: { en: 'Zhipu (GLM)', zh: '智谱 GLM' }, kind: 'cloud', address: 'https://open.bigmodel.cn/api/paas/v4', region: china, needsKey: true, keyPage: 'https://open.bigmodel.cn/usercenter/apikeys', pricesOf,
    models: [{ id: 'glm-4.5-air', contextLength: 131_072, price: yuan(1.2, 0.24, 8) }, { id: 'glm-5.1', contextLength: 200_000, price: yuan(6, 1.2, 24) }],
  },
  {
    id: 'volcengine', name: { en: 'Volcengine Ark (Doubao)', zh: '火山方舟（豆包）' }, kind: 'cloud', address: 'https://ark.cn-beijing.volces.com/api/v3', region: { en: 'Beijing, China', zh: '中国北京' }, needsKey: true, keyPage: 'https://console.volcengine.com/ark/region:ark+cn-beijing/apiKey', pricesOf,
    models: [{ id: 'doubao-seed-2-0-mini-260215', contextLength: 256_000, price: yuan(0.5, 0.1, 2) }, { id: 'doubao-seed-2-0-lite-260215', contextLength: 256_000, price: yuan(1.8, 0.36, 14.4) }],
  },
  {
    id: 'huawei', name: { en: 'Huawei Cloud MaaS', zh: '华为云 MaaS' }, kind: 'cloud', address: 'https://api.modelarts-maas.com/v1', region: china, needsKey: true, keyPage: 'https://console.huaweicloud.com/modelarts/#/model-studio/authmanage', pricesOf,
    models: [{ id: 'deepseek-v4-flash', contextLength: 1_000_000, price: dollars(0.3, 0.3, 0.6) }, { id: 'glm-5.2', contextLength: 1_000_000, price: dollars(1, 1, 4) }],
  },
  {
    id: 'siliconflow', name: { en: 'SiliconFlow', zh: '硅基流动' }, kind: 'cloud', address: 'https://api.siliconflow.cn/v1', region: china, needsKey: true, keyPage: 'https://cloud.siliconflow.cn/account/ak', pricesOf,
    models: [{ id: 'Qwen/Qwen3-8B', contextLength: 131_072, price: free }, { id: 'Qwen/Qwen3-235B-A22B-Instruct-2507', contextLength: 262_144, price: yuan(2.5, 2.5, 10) }],
  },
  {
    id: 'openai', name: { en: 'OpenAI', zh: 'OpenAI' }, kind: 'cloud', address: 'https://api.openai.com/v1', region: { en: 'United States', zh: '美国' }, needsKey: true, keyPage: 'https://platform.openai.com/api-keys', pricesOf,
    models: [{ id: 'gpt-4.1-mini', contextLength: 1_047_576, price: dollars(0.4, 0.1, 1.6) }, { id: 'gpt-5.4-mini', contextLength: 400_000, price: dollars(0.75, 0.075, 4.5) }],
  },
  {
    id: 'openrouter', name: { en: 'OpenRouter', zh: 'OpenRouter' }, kind: 'cloud', address: 'https://openrouter.ai/api/v1', region: { en: 'United States; models at many firms', zh: '美国；模型由多家公司提供' }, needsKey: true, keyPage: 'https://openrouter.ai/settings/keys', pricesOf,
    models: [{ id: 'qwen/qwen3.7-flash', contextLength: 131_072, price: dollars(0.03, 0.03, 0.13) }, { id: 'openai/gpt-4.1-mini', contextLength: 1_047_576, price: dollars(0.4, 0.1, 1.6) }],
  },
  { id: 'vllm', name: { en: 'vLLM on a machine of yours', zh: '自有机器上的 vLLM' }, kind: 'network', address: 'http://127.0.0.1:8000/v1', region: ownNetwork, needsKey: false, keyPage: '', pricesOf, models: [{ id: 'Qwen/Qwen3-8B', contextLength: 32_768, price: free }] },
  { id: 'ollama', name: { en: 'Ollama', zh: 'Ollama' }, kind: 'network', address: 'http://127.0.0.1:11434/v1', region: ownNetwork, needsKey: false, keyPage: '', pricesOf, models: [{ id: 'qwen3:8b', contextLength: 8192, price: free }] },
  { id: 'llama-server', name: { en: 'llama.cpp\'s server', zh: 'llama.cpp 服务器' }, kind: 'network', address: 'http://127.0.0.1:8080/v1', region: ownNetwork, needsKey: false, keyPage: '', pricesOf, models: [{ id: 'default', contextLength: 8192, price: free }] },
  { id: 'sprout', name: { en: 'Sprout on another computer', zh: '另一台电脑上的 Sprout' }, kind: 'network', address: 'http://127.0.0.1:17180/v1', region: ownNetwork, needsKey: true, keyPage: '', pricesOf, models: [{ id: 'sprout', contextLength: 8192, price: free }] },
  { id: 'other', name: { en: 'Another service', zh: '其他服务' }, kind: 'cloud', address: 'https://', region: { en: '', zh: '' }, needsKey: true, keyPage: '', pricesOf, models: [] },
];

/** Where servers of models listen on this computer. */
export const usualPorts = [{ port: 11_434, preset: 'ollama' }, { port: 8080, preset: 'llama-server' }, { port: 1234, preset: 'other' }, { port: 8000, preset: 'vllm' }] as const;
