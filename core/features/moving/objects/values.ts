import { z } from 'zod';
import { images } from '../../../shared/images.ts';
import { gatewayPort, trustedProxy, unknownRepository, type Deployment } from './deployment.ts';
import type { Values } from './reference.ts';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/);
const image = z.string().regex(/^[\w][\w./:@-]{2,250}$/);
const amount = z.string().regex(/^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/);
const resources = z.strictObject({ requests: z.record(z.string(), z.union([amount, z.int()])), limits: z.record(z.string(), z.union([amount, z.int()])) });
const count = z.int().min(1).max(1000);

/** values.yaml: what an owner may change without knowing the templates. values.schema.json is made from it, and Helm refuses what does not fit. */
export const valuesSchema = z.strictObject({
  host: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/).describe('Public name of the gateway; its DNS entry leads to the Ingress.'),
  image: z.strictObject({ repository: image, tag: z.string().regex(/^[\w][\w.-]{0,127}$/), pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']) }).describe('The image made by the Dockerfile: gateway and bundle.'),
  bundleDigest: z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256 of bundle/manifest.json; any other bundle is refused.'),
  secretName: name.describe('The Secret with database-url, s3-key, s3-secret, visitor-key and, with a model, model-key.'),
  ingress: z.strictObject({ className: name, tlsSecret: name, namespace: name, annotations: z.record(z.string(), z.string()) }),
  storage: z.strictObject({ url: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w./-]*)?$/), endpoint: z.url(), region: z.string().min(1) }),
  gateway: z.strictObject({ port: z.int().min(1024).max(65_535), trustedProxy: z.enum(['none', 'cloudflare', 'forwarded-for', 'x-forwarded-for']), resources, minReplicas: count, maxReplicas: count, processorPercent: z.int().min(10).max(95) }),
  model: z.strictObject({
    enabled: z.boolean(), image, repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/), contextLength: z.int().min(512), resources, nodeSelector: z.record(z.string(), z.string()), tolerations: z.array(z.record(z.string(), z.string())),
    cacheSize: amount, sharedMemory: amount, minReplicas: count, maxReplicas: count, queueLength: z.int().min(1), prometheus: z.url(), hub: z.url(),
  }),
  training: z.strictObject({ enabled: z.boolean(), image, workers: count, resources, headResources: resources, entrypoint: z.string().min(1), jobEnabled: z.boolean() }),
});

export function defaultValues({ version, digest, workspace, host, gatewayReplicas, modelReplicas, models }: Deployment): Values {
  const [model] = models;
  const least = Math.max(2, gatewayReplicas);
  const servers = Math.max(1, modelReplicas);
  return valuesSchema.parse({
    host,
    image: { repository: 'registry.example/sprout-gateway', tag: `${version.replaceAll(/[^\w.-]/g, '-')}-${digest.slice(0, 12)}`, pullPolicy: 'IfNotPresent' },
    bundleDigest: digest,
    secretName: 'sprout-secrets',
    ingress: { className: 'nginx', tlsSecret: 'sprout-tls', namespace: 'ingress-nginx', annotations: { 'nginx.ingress.kubernetes.io/proxy-buffering': 'off', 'nginx.ingress.kubernetes.io/proxy-read-timeout': '120' } },
    storage: { url: `s3://sprout/${workspace}`, endpoint: 'https://s3.example', region: 'us-east-1' },
    gateway: { port: gatewayPort, trustedProxy, resources: { requests: { cpu: '1', memory: '768Mi' }, limits: { memory: '1536Mi' } }, minReplicas: least, maxReplicas: least * 4, processorPercent: 65 },
    model: {
      enabled: model !== undefined && !model.repository.startsWith(unknownRepository), image: images.vllm, repository: model?.repository ?? 'Qwen/Qwen3-8B', contextLength: Math.min(model?.contextLength ?? 8192, 8192),
      resources: { requests: { cpu: '4', memory: '24Gi', 'nvidia.com/gpu': 1 }, limits: { memory: '48Gi', 'nvidia.com/gpu': 1 } }, nodeSelector: {}, tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      cacheSize: '80Gi', sharedMemory: '8Gi', minReplicas: servers, maxReplicas: servers * 4, queueLength: 4, prometheus: 'http://prometheus-server.monitoring.svc:80', hub: 'https://huggingface.co',
    },
    training: {
      enabled: false, image: images.ray, workers: 1, headResources: { requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '8Gi' } },
      resources: { requests: { cpu: '8', memory: '48Gi', 'nvidia.com/gpu': 1 }, limits: { memory: '48Gi', 'nvidia.com/gpu': 1 } }, entrypoint: 'python train.py', jobEnabled: false,
    },
  });
}

/** For Helm: JSON Schema draft 7. */
export const valuesJsonSchema = (): unknown => z.toJSONSchema(valuesSchema, { target: 'draft-7', io: 'input' });
