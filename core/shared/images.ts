/** Container images that are named in what is made for other machines. */
export const images = { vllm: 'vllm/vllm-openai:v0.11.0', llama: 'ghcr.io/ggml-org/llama.cpp:server', postgres: 'postgres:17-alpine', caddy: 'caddy:2-alpine', node: 'node:24-bookworm-slim', ray: 'rayproject/ray:2.49.2-py311-gpu' } as const;
