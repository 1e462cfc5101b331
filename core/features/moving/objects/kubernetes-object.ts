/** What of Kubernetes' objects is used here; the tests compare what comes of it with the official schemas. */
export interface KubernetesObject { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> | string }; readonly [part: string]: unknown }

/** A file of the chart: written where the value named by `when` is true, or always. */
export interface ChartFile { readonly name: string; readonly when?: string; readonly object: KubernetesObject }

/** Whom containers are: nobody, who may write nothing and become nobody else. */
export const podSecurity = { runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532, fsGroup: 65_532, seccompProfile: { type: 'RuntimeDefault' } } as const;
export const containerSecurity = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } as const;

/** A variable whose value is in the owner's Secret, under this key: never in a file. */
export const secretVariable = (name: string, secret: string, key: string, optional = false): Readonly<Record<string, unknown>> => ({ name, valueFrom: { secretKeyRef: { name: secret, key, ...(optional ? { optional: true } : {}) } } });
