import { adapterFolder, bundleFolder, modelPort, vllmArguments, type Deployment } from './deployment.ts';
import { nameService, named, partLabels, partSelector } from './gateway-objects.ts';
import { containerSecurity, podSecurity, secretVariable, type ChartFile } from './kubernetes-object.ts';
import { json, number, release, text } from './reference.ts';

const when = 'model.enabled';

/** vLLM with the base and its adapters, and what makes more of it when questions queue up. Not run here: there is neither a cluster nor a card. */
export function modelObjects(deployment: Deployment): ChartFile[] {
  if (deployment.models.length === 0) return [];
  const meta = named('model');
  const adapters = deployment.models.some(({ adapter }) => adapter !== null);
  const adapterMount = { name: 'adapters', mountPath: adapterFolder };
  const copyAdapters = { name: 'adapters', image: `${text('image.repository')}:${text('image.tag')}`, imagePullPolicy: text('image.pullPolicy'), command: ['node', '-e', `require('fs').cpSync('${bundleFolder}/adapters', '${adapterFolder}', { recursive: true })`], resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } }, securityContext: containerSecurity, volumeMounts: [adapterMount] };
  return [
    { name: 'model-deployment', when, object: {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta,
      spec: {
        selector: { matchLabels: partSelector('model') }, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: {
          metadata: { labels: partLabels('model'), annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(modelPort), 'prometheus.io/path': '/metrics' } },
          spec: {
            automountServiceAccountToken: false, enableServiceLinks: false, securityContext: podSecurity, nodeSelector: json('model.nodeSelector'), tolerations: json('model.tolerations'), terminationGracePeriodSeconds: 120,
            ...(adapters ? { initContainers: [copyAdapters] } : {}),
            containers: [{
              name: 'model', image: text('model.image'), args: vllmArguments(deployment, text('model.repository'), text('model.contextLength')), ports: [{ name: 'http', containerPort: modelPort }],
              env: [{ name: 'HF_ENDPOINT', value: text('model.hub') }, { name: 'HF_HOME', value: '/cache' }, { name: 'HOME', value: '/cache' }, secretVariable('VLLM_API_KEY', text('secretName'), 'model-key', true), secretVariable('HF_TOKEN', text('secretName'), 'hub-token', true)],
              resources: json('model.resources'), securityContext: containerSecurity,
              startupProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 10, failureThreshold: 180 }, readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5, failureThreshold: 2 }, livenessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 20, failureThreshold: 3 },
              volumeMounts: [{ name: 'cache', mountPath: '/cache' }, { name: 'tmp', mountPath: '/tmp' }, { name: 'memory', mountPath: '/dev/shm' }, ...(adapters ? [{ ...adapterMount, readOnly: true }] : [])],
            }],
            volumes: [
              { name: 'cache', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: text('model.cacheSize') } } } } } }, { name: 'tmp', emptyDir: {} },
              { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: text('model.sharedMemory') } }, ...(adapters ? [{ name: 'adapters', emptyDir: {} }] : []),
            ],
          },
        },
      },
    } },
    { name: 'model-service', when, object: { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: { selector: partSelector('model'), ports: [{ name: 'http', port: modelPort, targetPort: 'http' }] } } },
    { name: 'model-scaler', when, object: {
      apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: meta,
      spec: {
        scaleTargetRef: { name: `${release}-model` }, minReplicaCount: number('model.minReplicas'), maxReplicaCount: number('model.maxReplicas'), pollingInterval: 15, cooldownPeriod: 600,
        // Questions that wait for room, over all replicas.
        triggers: [{ type: 'prometheus', metadata: { serverAddress: text('model.prometheus'), query: `sum(vllm:num_requests_waiting{pod=~"${release}-model-.*"})`, threshold: text('model.queueLength') } }],
      },
    } },
    { name: 'model-disruption', when, object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: meta, spec: { maxUnavailable: 1, selector: { matchLabels: partSelector('model') } } } },
    { name: 'model-network', when, object: {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta,
      spec: {
        podSelector: { matchLabels: partSelector('model') }, policyTypes: ['Ingress', 'Egress'],
        // The gateway asks; whoever reads the counts reads them by the same port.
        ingress: [{ from: [{ podSelector: { matchLabels: partSelector('gateway') } }, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 'http' }] }],
        egress: [nameService, { ports: [{ port: 443 }] }],
      },
    } },
  ];
}

/** Ray for trainings, by KubeRay. Off until its value is set; not run here. */
export function trainingObjects(): ChartFile[] {
  const meta = named('training');
  const security = { ...containerSecurity, readOnlyRootFilesystem: false };
  const pod = (resources: string, name: string): unknown => ({ metadata: { labels: partLabels('training') }, spec: { automountServiceAccountToken: false, securityContext: { ...podSecurity, runAsUser: 1000, runAsGroup: 100, fsGroup: 100 }, containers: [{ name, image: text('training.image'), resources: json(resources), securityContext: security }] } });
  return [
    { name: 'training-cluster', when: 'training.enabled', object: {
      apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: meta,
      spec: {
        headGroupSpec: { rayStartParams: { 'dashboard-host': '0.0.0.0', 'num-cpus': '0' }, template: pod('training.headResources', 'ray-head') },
        workerGroupSpecs: [{ groupName: 'cards', replicas: number('training.workers'), minReplicas: 0, maxReplicas: number('training.workers'), rayStartParams: {}, template: pod('training.resources', 'ray-worker') }],
      },
    } },
    { name: 'training-job', when: 'training.jobEnabled', object: {
      apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: meta,
      spec: { entrypoint: text('training.entrypoint'), submissionMode: 'HTTPMode', backoffLimit: 0, clusterSelector: { 'ray.io/cluster': `${release}-training` } },
    } },
    { name: 'training-network', when: 'training.enabled', object: {
      apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta,
      // Who reaches Ray's port runs what he likes on it: only its own pods do; the owner comes by port forwarding.
      spec: { podSelector: { matchLabels: partSelector('training') }, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: { matchLabels: partSelector('training') } }, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kuberay-system' } } }] }] },
    } },
  ];
}
