import { bundleFolder, type Deployment } from './deployment.ts';
import { containerSecurity, podSecurity, secretVariable, type ChartFile, type KubernetesObject } from './kubernetes-object.ts';
import { json, number, release, text } from './reference.ts';

const labels = (part: string): Readonly<Record<string, string>> => ({ 'app.kubernetes.io/name': 'sprout', 'app.kubernetes.io/instance': release, 'app.kubernetes.io/component': part });
const selector = (part: string): Readonly<Record<string, string>> => ({ 'app.kubernetes.io/instance': release, 'app.kubernetes.io/component': part });
export const named = (part: string): { name: string; labels: Readonly<Record<string, string>> } => ({ name: `${release}-${part}`, labels: labels(part) });
export { labels as partLabels, selector as partSelector };

const image = { image: `${text('image.repository')}:${text('image.tag')}`, imagePullPolicy: text('image.pullPolicy') };
const secret = text('secretName');

/** Environment of every container that runs the gateway's code. */
const environment = (withModel: boolean): readonly unknown[] => [
  { name: 'SPROUT_PORT', value: text('gateway.port') },
  { name: 'SPROUT_BUNDLE', value: bundleFolder },
  { name: 'SPROUT_BUNDLE_DIGEST', value: text('bundleDigest') },
  { name: 'SPROUT_STORAGE', value: text('storage.url') },
  { name: 'SPROUT_S3_ENDPOINT', value: text('storage.endpoint') },
  { name: 'SPROUT_S3_REGION', value: text('storage.region') },
  { name: 'SPROUT_TRUSTED_PROXY', value: text('gateway.trustedProxy') },
  ...(withModel ? [{ name: 'SPROUT_MODEL_URL', value: `http://${release}-model:8000/v1` }] : []),
  secretVariable('SPROUT_DATABASE_URL', secret, 'database-url'),
  secretVariable('SPROUT_S3_KEY', secret, 's3-key'),
  secretVariable('SPROUT_S3_SECRET', secret, 's3-secret'),
  secretVariable('SPROUT_VISITOR_KEY', secret, 'visitor-key'),
  ...(withModel ? [secretVariable('SPROUT_MODEL_KEY', secret, 'model-key', true)] : []),
];
/** The one folder that may be written: for the libraries' scratch files. */
const scratch = { volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }], mounts: [{ name: 'tmp', mountPath: '/tmp' }] };

const probe = (path: string, more: Readonly<Record<string, number>>): unknown => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 3, ...more });

export function gatewayObjects({ models }: Pick<Deployment, 'models'>): ChartFile[] {
  const withModel = models.length > 0;
  const meta = named('gateway');
  const deployment: KubernetesObject = {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta,
    spec: {
      // How many there are says the autoscaler.
      selector: { matchLabels: selector('gateway') },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: labels('gateway') },
        spec: {
          serviceAccountName: `${release}-gateway`, automountServiceAccountToken: false, enableServiceLinks: false, securityContext: podSecurity, terminationGracePeriodSeconds: 60,
          topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: selector('gateway') } }],
          containers: [{
            name: 'gateway', ...image, ports: [{ name: 'http', containerPort: number('gateway.port') }], env: environment(withModel), resources: json('gateway.resources'), securityContext: containerSecurity, volumeMounts: scratch.mounts,
            startupProbe: probe('/readyz', { periodSeconds: 5, failureThreshold: 120 }), readinessProbe: probe('/readyz', { periodSeconds: 5, failureThreshold: 2 }), livenessProbe: probe('/healthz', { periodSeconds: 10, failureThreshold: 3 }),
            // Balancers learn that it goes before it goes.
            lifecycle: { preStop: { exec: { command: ['node', '-e', 'setTimeout(() => {}, 8000)'] } } },
          }],
          volumes: scratch.volumes,
        },
      },
    },
  };
  const importJob: KubernetesObject = {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: { ...named('import'), annotations: { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-weight': '0', 'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded' } },
    spec: {
      backoffLimit: 4, activeDeadlineSeconds: 3600,
      template: {
        metadata: { labels: labels('import') },
        spec: {
          restartPolicy: 'Never', automountServiceAccountToken: false, enableServiceLinks: false, securityContext: podSecurity,
          containers: [{ name: 'import', ...image, args: ['--import-only'], env: environment(false), resources: json('gateway.resources'), securityContext: containerSecurity, volumeMounts: scratch.mounts }],
          volumes: scratch.volumes,
        },
      },
    },
  };
  return [
    { name: 'gateway-account', object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta, automountServiceAccountToken: false } },
    { name: 'import-job', object: importJob },
    { name: 'gateway-deployment', object: deployment },
    { name: 'gateway-service', object: { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { selector: selector('gateway'), ports: [{ name: 'http', port: 80, targetPort: 'http' }] } } },
    { name: 'gateway-ingress', object: {
      apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { ...meta, annotations: json<string>('ingress.annotations') },
      spec: { ingressClassName: text('ingress.className'), tls: [{ hosts: [text('host')], secretName: text('ingress.tlsSecret') }], rules: [{ host: text('host'), http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: `${release}-gateway`, port: { name: 'http' } } } }] } }] },
    } },
    { name: 'gateway-scaler', object: {
      apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: meta,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `${release}-gateway` }, minReplicas: number('gateway.minReplicas'), maxReplicas: number('gateway.maxReplicas'),
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: number('gateway.processorPercent') } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
      },
    } },
    { name: 'gateway-disruption', object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: meta, spec: { minAvailable: 1, selector: { matchLabels: selector('gateway') } } } },
    { name: 'gateway-network', object: {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta,
      spec: {
        podSelector: { matchLabels: selector('gateway') }, policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': text('ingress.namespace') } } }], ports: [{ port: 'http' }] }],
        egress: [nameService, ...(withModel ? [{ to: [{ podSelector: { matchLabels: selector('model') } }], ports: [{ port: 8000 }] }] : []), { ports: [{ port: 5432 }, { port: 443 }, { port: 9000 }] }],
      },
    } },
  ];
}

export const nameService = { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }], ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] } as const;
