import type { Deployment } from './deployment.ts';
import { gatewayObjects } from './gateway-objects.ts';
import type { ChartFile, KubernetesObject } from './kubernetes-object.ts';
import { modelObjects, trainingObjects } from './model-objects.ts';
import { fill, toTemplate, type Value, type Values } from './reference.ts';
import { toYaml } from './to-yaml.ts';
import { defaultValues, valuesJsonSchema } from './values.ts';

export interface TextFile { readonly path: string; readonly text: string }

const objectsOf = (deployment: Deployment): ChartFile[] => [...gatewayObjects(deployment), ...modelObjects(deployment), ...trainingObjects()];

/** The Helm chart, as files of `chart/`, and what comes of it with its own values, as `rendered.yaml`. */
export function chartFiles(deployment: Deployment): TextFile[] {
  const values = defaultValues(deployment);
  const templates = objectsOf(deployment).map(({ name, when, object }) => {
    const body = toTemplate(toYaml(object));
    return { path: `chart/templates/${name}.yaml`, text: when === undefined ? body : `{{- if .Values.${when} }}\n${body}{{- end }}\n` };
  });
  return [
    { path: 'chart/Chart.yaml', text: toYaml({ apiVersion: 'v2', name: 'sprout', description: 'Sprout: the gateway of a website assistant, and the model that answers.', type: 'application', version: '0.1.0', appVersion: deployment.version, kubeVersion: '>=1.27.0-0' }) },
    { path: 'chart/values.yaml', text: `# What may be changed. values.schema.json says what fits. Secrets are not here: only the name of the Secret that holds them.\n${toYaml(values)}` },
    { path: 'chart/values.schema.json', text: `${JSON.stringify(valuesJsonSchema(), null, 2)}\n` },
    ...templates,
    { path: 'rendered.yaml', text: rendered(deployment, values, 'sprout').map((object) => toYaml(object)).join('---\n') },
  ];
}

/** The objects that the chart makes under this release's name with these values. */
export function rendered(deployment: Deployment, values: Values, name: string): KubernetesObject[] {
  return objectsOf(deployment).filter(({ when }) => when === undefined || isOn(values, when)).map(({ object }) => fill(object, values, name) as KubernetesObject);
}

function isOn(values: Values, path: string): boolean {
  return path.split('.').reduce<Value | undefined>((found, part) => (typeof found === 'object' && !Array.isArray(found) ? (found as Values)[part] : undefined), values) === true;
}
