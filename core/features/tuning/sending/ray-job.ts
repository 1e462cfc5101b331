import { stringify } from 'yaml';
import { images } from '../../../shared/images.ts';
import { toJobSettings } from './hyperparameters.ts';
import { baseOf, jsonl, objectName, type Job, type JobFile } from './job.ts';
import { requirements } from './requirements.ts';
import { trainPy } from './train-py.data.ts';

/** Where pods find the folder. */
const mount = '/sprout';
const rayVersion = /:(\d+\.\d+\.\d+)/.exec(images.ray)?.[1] ?? '';
const yaml = (value: unknown): string => stringify(value, { lineWidth: 0, version: '1.1', aliasDuplicateObjects: false });

/** A folder for `ray job submit`, and for KubeRay. */
export function rayJobFiles(job: Job): JobFile[] {
  const base = baseOf(job);
  const needed = requirements(base);
  return [
    { path: 'train.py', text: trainPy },
    { path: 'settings.json', text: `${JSON.stringify({ base, ...toJobSettings(job.options) }, null, 2)}\n` },
    { path: 'data.jsonl', text: jsonl(job.rows) },
    { path: 'requirements.txt', text: `${needed.join('\n')}\n` },
    { path: 'runtime-env.yaml', text: `# For ray job submit --runtime-env.\n${yaml({ pip: needed })}` },
    { path: 'volume.yaml', text: volumeObjects(job).map(yaml).join('---\n') },
    { path: 'job.yaml', text: yaml(jobObject(job, needed)) },
  ];
}

/** Its place on the volume. */
export const placeOnVolume = (job: Job): string => `${mount}/${objectName(job)}`;

type Pod = Readonly<Record<'spec', object>>;
const volumeMounts = [{ name: 'training', mountPath: mount }];
const pod = (container: object, volumes: readonly object[] = []): Pod => ({ spec: { automountServiceAccountToken: false, securityContext: { runAsUser: 1000, runAsGroup: 100, fsGroup: 100 }, containers: [container], ...(volumes.length > 0 ? { volumes } : {}) } });
const volumesOf = (job: Job): object[] => [{ name: 'training', persistentVolumeClaim: { claimName: objectName(job) } }];

/** A volume for the folder and for what comes of it, and a pod to copy by. */
export function volumeObjects(job: Job): object[] {
  const name = objectName(job);
  return [
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: `${name}-files` }, ...pod({ name: 'files', image: images.ray, command: ['sleep', '86400'], resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } }, volumeMounts }, volumesOf(job)) },
  ];
}

/** The training, on the pod that has the card. */
export function jobObject(job: Job, needed: readonly string[]): object {
  const place = placeOnVolume(job);
  return {
    apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: { name: objectName(job) },
    spec: {
      entrypoint: `python ${place}/train.py --out ${place}/adapter`, entrypointNumGpus: 1, runtimeEnvYAML: yaml({ pip: needed, env_vars: { HF_HOME: `${mount}/hub` } }),
      shutdownAfterJobFinishes: true, ttlSecondsAfterFinished: 600, backoffLimit: 0,
      rayClusterSpec: {
        rayVersion,
        headGroupSpec: { rayStartParams: { 'num-cpus': '0' }, template: pod({ name: 'ray-head', image: images.ray, resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } } }) },
        workerGroupSpecs: [{
          groupName: 'card', replicas: 1, minReplicas: 1, maxReplicas: 1, rayStartParams: {},
          template: pod({ name: 'ray-worker', image: images.ray, resources: { requests: { cpu: '4', memory: '24Gi', 'nvidia.com/gpu': 1 }, limits: { memory: '24Gi', 'nvidia.com/gpu': 1 } }, volumeMounts }, volumesOf(job)),
        }],
      },
    },
  };
}
