import type { RemotePreset, RemotePrice } from '../../../contract/index.ts';

/*
 * Data only. Prices are those that the services' own pages named when this was written, for a million tokens: a starting point that the owner
 * corrects when a place is added, since services change them often.
 */
const million = 1_000_000;
const yuan = (input: number, cachedInput: number, output: number): RemotePrice => ({ currency: 'CNY', input: Math.round(input * million), cachedInput: Math.round(cachedInput * million), output: Math.round(output * million) });
const dollars = (input: number, cachedInput: number, output: number): RemotePrice => ({ ...yuan(input, cachedInput, output), currency: 'USD' });
const free: RemotePrice = { currency: 'CNY', input: 0, cachedInput: 0, output: 0 };
const china = { en: 'China', zh: '中国' };
const abroad = { en: 'Outside China', zh: '中国境外' };
const home = { en: 'Your own network', zh: '您自己的网络' };
const pricesOf = '2026-11-25';

export const remotePresets: readonly RemotePreset[] = [
  {
    id: 'deepseek', name: { en: 'DeepSeek', zh: 'DeepSeek 深度求索' }, kind: 'cloud', address: 'https://api.deepseek.com/v1', region: china, needsKey: true, keyPage: 'https://platform.deepseek.com/api_keys', pricesOf,
    models: [{ id: 'deepseek-chat', contextLength: 131_072, price: yuan(2, 0.2, 3) }, { id: 'deepseek-reasoner', contextLength: 131_072, price: yuan(2, 0.2, 3) }],
  },
  {
    id: 'dashscope', name: { en: 'Alibaba Cloud Model Studio (Qwen)', zh: '阿里云百炼（通义千问）' }, kind: 'cloud', address: 'https://dashscope.aliyuncs.com/compatible-mode/v1', region: china, needsKey: true, keyPage: 'https://bailian.console.aliyun.com/?tab=model#/api-key', pricesOf,
    models: [{ id: 'qwen-plus', contextLength: 131_072, price: yuan(0.8, 0.32, 2) }, { id: 'qwen-flash', contextLength: 131_072, price: yuan(0.15, 0.06, 1.5) }, { id: 'qwen-max', contextLength: 32_768, price: yuan(2.4, 0.96, 9.6) }],
  },
  {
    id: 'zhipu', name: { en: 'Zhipu (GLM)', zh: '智谱 GLM' }, kind: 'cloud', address: 'https://open.bigmodel.cn/api/paas/v4', region: china, needsKey: true, keyPage: 'https://open.bigmodel.cn/usercenter/apikeys', pricesOf,
    models: [{ id: 'glm-4-flash', contextLength: 131_072, price: free }, { id: 'glm-4-plus', contextLength: 131_072, price: yuan(5, 2.5, 5) }, { id: 'glm-4.6', contextLength: 200_000, price: yuan(4, 0.8, 16) }],
  },
  {
    id: 'volcengine', name: { en: 'Volcengine Ark (Doubao)', zh: '火山引擎方舟（豆包）' }, kind: 'cloud', address: 'https://ark.cn-beijing.volces.com/api/v3', region: { en: 'Beijing, China', zh: '中国北京' }, needsKey: true, keyPage: 'https://console.volcengine.com/ark/region:ark+cn-beijing/apiKey', pricesOf,
    models: [{ id: 'doubao-seed-1-6-250615', contextLength: 262_144, price: yuan(0.8, 0.16, 8) }, { id: 'doubao-seed-1-6-flash-250615', contextLength: 262_144, price: yuan(0.15, 0.03, 1.5) }],
  },
  {
    id: 'huawei', name: { en: 'Huawei Cloud MaaS', zh: '华为云 MaaS' }, kind: 'cloud', address: 'https://api.modelarts-maas.com/v1', region: china, needsKey: true, keyPage: 'https://console.huaweicloud.com/modelarts/?region=cn-southwest-2#/model-studio/authmanage', pricesOf,
    models: [{ id: 'DeepSeek-V3', contextLength: 32_768, price: yuan(2, 2, 8) }, { id: 'Qwen3-32B', contextLength: 32_768, price: yuan(2, 2, 8) }],
  },
  {
    id: 'siliconflow', name: { en: 'SiliconFlow', zh: '硅基流动' }, kind: 'cloud', address: 'https://api.siliconflow.cn/v1', region: china, needsKey: true, keyPage: 'https://cloud.siliconflow.cn/account/ak', pricesOf,
    models: [{ id: 'Qwen/Qwen3-8B', contextLength: 131_072, price: free }, { id: 'deepseek-ai/DeepSeek-V3', contextLength: 65_536, price: yuan(2, 2, 8) }],
  },
  {
    id: 'openai', name: { en: 'OpenAI', zh: 'OpenAI' }, kind: 'cloud', address: 'https://api.openai.com/v1', region: abroad, needsKey: true, keyPage: 'https://platform.openai.com/api-keys', pricesOf,
    models: [{ id: 'gpt-4.1-mini', contextLength: 1_047_576, price: dollars(0.4, 0.1, 1.6) }, { id: 'gpt-4.1', contextLength: 1_047_576, price: dollars(2, 0.5, 8) }],
  },
  {
    id: 'openrouter', name: { en: 'OpenRouter', zh: 'OpenRouter' }, kind: 'cloud', address: 'https://openrouter.ai/api/v1', region: abroad, needsKey: true, keyPage: 'https://openrouter.ai/settings/keys', pricesOf,
    models: [{ id: 'qwen/qwen3-32b', contextLength: 40_960, price: dollars(0.1, 0.1, 0.3) }, { id: 'deepseek/deepseek-chat-v3.1', contextLength: 163_840, price: dollars(0.3, 0.3, 1) }],
  },
  { id: 'sprout', name: { en: 'Sprout on another computer', zh: '另一台电脑上的 Sprout' }, kind: 'network', address: 'http://192.168.1.10:17180/v1', region: home, needsKey: true, keyPage: '', models: [{ id: 'sprout', contextLength: 8192, price: free }], pricesOf },
  { id: 'llama-server', name: { en: 'llama.cpp server', zh: 'llama.cpp 服务' }, kind: 'network', address: 'http://192.168.1.10:8080/v1', region: home, needsKey: false, keyPage: '', models: [], pricesOf },
  { id: 'ollama', name: { en: 'Ollama', zh: 'Ollama' }, kind: 'network', address: 'http://127.0.0.1:11434/v1', region: home, needsKey: false, keyPage: '', models: [], pricesOf },
  { id: 'vllm', name: { en: 'vLLM', zh: 'vLLM' }, kind: 'network', address: 'http://192.168.1.10:8000/v1', region: home, needsKey: false, keyPage: '', models: [], pricesOf },
  { id: 'other', name: { en: 'Another service that speaks OpenAI\'s protocol', zh: '其他兼容 OpenAI 接口的服务' }, kind: 'cloud', address: '', region: { en: '', zh: '' }, needsKey: true, keyPage: '', models: [], pricesOf },
];

/** Where servers of models listen that people run on their own computer. */
export const knownPorts = [
  { preset: 'ollama', port: 11_434 }, { preset: 'llama-server', port: 8080 }, { preset: 'other', port: 1234 }, { preset: 'vllm', port: 8000 },
] as const satisfies readonly { preset: RemotePreset['id']; port: number }[];
