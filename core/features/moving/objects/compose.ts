import { images } from '../../../shared/images.ts';
import type { TextFile } from './chart.ts';
import { adapterFolder, bundleFolder, gatewayPort, modelPort, trustedProxy, vllmArguments, type Deployment } from './deployment.ts';
import { toYaml } from './to-yaml.ts';

/** Variables that `.env` has to hold, and those that it may. Their values are in no file of an export. */
const variables = { needed: ['POSTGRES_PASSWORD', 'SPROUT_VISITOR_KEY'], optional: ['SPROUT_MODEL_KEY', 'SPROUT_MODEL_REPOSITORY', 'HF_TOKEN'] } as const;
const needed = (name: string): string => `\${${name}:?set it in .env}`;
const optional = (name: string): string => `\${${name}:-}`;

/** Nobody, who may write nothing but what is named. */
const confined = { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], restart: 'unless-stopped', logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } } } as const;

/** One server with Docker Compose: gateway, PostgreSQL, Caddy for TLS, and a model where one answers. */
export function composeFiles(deployment: Deployment): TextFile[] {
  const { host, models, gatewayReplicas, databaseCores } = deployment;
  const withModel = models.length > 0;
  const compose = {
    services: {
      gateway: {
        build: { context: '.', dockerfile: 'Dockerfile' }, ...confined, user: '65532:65532', init: true, stop_grace_period: '60s',
        environment: {
          SPROUT_PORT: String(gatewayPort), SPROUT_BUNDLE: bundleFolder, SPROUT_BUNDLE_DIGEST: deployment.digest, SPROUT_DATA: '/data', SPROUT_TRUSTED_PROXY: trustedProxy,
          SPROUT_DATABASE_URL: `postgres://sprout:${needed('POSTGRES_PASSWORD')}@postgres:5432/sprout`, SPROUT_VISITOR_KEY: needed('SPROUT_VISITOR_KEY'),
          ...(withModel ? { SPROUT_MODEL_URL: `\${SPROUT_MODEL_URL:-http://model:${modelPort}/v1}`, SPROUT_MODEL_KEY: optional('SPROUT_MODEL_KEY') } : {}),
        },
        // Each replica has a folder of its own, made anew from the bundle: what must last is in PostgreSQL.
        tmpfs: ['/tmp', '/data:uid=65532,gid=65532,mode=0700'], depends_on: { postgres: { condition: 'service_healthy' } }, networks: ['inside', 'outside'], deploy: { replicas: gatewayReplicas },
        healthcheck: { test: ['CMD', 'node', '-e', `fetch('http://127.0.0.1:${gatewayPort}/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`], interval: '10s', timeout: '5s', retries: 3, start_period: '120s' },
      },
      postgres: {
        image: images.postgres, restart: 'unless-stopped', security_opt: ['no-new-privileges:true'], shm_size: '256mb', networks: ['inside'], volumes: ['postgres:/var/lib/postgresql/data'],
        environment: { POSTGRES_USER: 'sprout', POSTGRES_DB: 'sprout', POSTGRES_PASSWORD: needed('POSTGRES_PASSWORD') },
        deploy: { resources: { reservations: { cpus: String(databaseCores) } } },
        healthcheck: { test: ['CMD-SHELL', 'pg_isready -U sprout -d sprout'], interval: '5s', timeout: '5s', retries: 12 },
      },
      caddy: {
        image: images.caddy, ...confined, cap_add: ['NET_BIND_SERVICE'], ports: ['80:80', '443:443', '443:443/udp'], networks: ['outside'], depends_on: ['gateway'], tmpfs: ['/tmp'],
        volumes: ['./Caddyfile:/etc/caddy/Caddyfile:ro', 'certificates:/data', 'caddy:/config'],
      },
      ...(withModel ? modelServices(deployment) : {}),
    },
    networks: { inside: { internal: true }, outside: {} },
    volumes: { postgres: {}, certificates: {}, caddy: {}, ...(withModel ? { weights: {} } : {}) },
  };
  return [
    { path: 'compose.yaml', text: toYaml(compose) },
    { path: 'Caddyfile', text: `${host} {\n\tencode zstd gzip\n\treverse_proxy gateway:${gatewayPort} {\n\t\tlb_policy least_conn\n\t\tflush_interval -1\n\t\theader_up X-Forwarded-For {remote_host}\n\t}\n}\n` },
    { path: '.env.example', text: ['# Copy to .env and fill in. README.md says where each comes from.', ...variables.needed.map((name) => `${name}=`), ...(withModel ? ['# May stay empty.', ...variables.optional.map((name) => `${name}=`), '# gpu with a graphics card, cpu without one, empty without a model.', 'COMPOSE_PROFILES='] : []), ''].join('\n') },
  ];
}

/** Either serves under the name `model`: vLLM on a card, or llama.cpp on the processor, which applies adapters only when they are GGUF and so answers by the base alone. */
function modelServices(deployment: Deployment): Readonly<Record<string, unknown>> {
  const base = deployment.models[0];
  const served = { networks: { inside: { aliases: ['model'] }, outside: {} }, restart: 'unless-stopped', security_opt: ['no-new-privileges:true'], cap_drop: ['ALL'] };
  const context = String(Math.min(base?.contextLength ?? 8192, 8192));
  return {
    'model-gpu': {
      image: images.vllm, profiles: ['gpu'], ...served, ipc: 'host', command: vllmArguments(deployment, `\${SPROUT_MODEL_REPOSITORY:-${base?.repository ?? ''}}`, context), environment: { VLLM_API_KEY: optional('SPROUT_MODEL_KEY'), HF_TOKEN: optional('HF_TOKEN'), HF_HOME: '/cache' },
      volumes: ['weights:/cache', `./bundle/adapters:${adapterFolder}:ro`].slice(0, deployment.adapterRank > 0 ? 2 : 1), deploy: { resources: { reservations: { devices: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }] } } },
      healthcheck: { test: ['CMD', 'curl', '-f', `http://127.0.0.1:${modelPort}/health`], interval: '15s', timeout: '5s', retries: 4, start_period: '900s' },
    },
    'model-cpu': {
      image: images.llama, profiles: ['cpu'], ...served, command: ['--model', `/models/${deployment.baseFile ?? 'model.gguf'}`, '--host', '0.0.0.0', '--port', String(modelPort), '--ctx-size', String(4 * Number(context)), '--parallel', '4'],
      environment: { LLAMA_API_KEY: optional('SPROUT_MODEL_KEY') }, volumes: ['./models:/models:ro'],
    },
  };
}
