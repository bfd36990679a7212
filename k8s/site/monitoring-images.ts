import type { Field } from '../../lib/yaml/fields.ts'

/** The programs of others that monitor, by their name in the site file, with the version that is tried with our configuration. */
export const MONITORING_IMAGES = {
  prometheus: { image: 'quay.io/prometheus/prometheus:v3.5.0', program: 'Prometheus' },
  alertmanager: { image: 'quay.io/prometheus/alertmanager:v0.28.1', program: 'Alertmanager' },
  kube_state_metrics: {
    image: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0',
    program: 'kube-state-metrics',
  },
  grafana: { image: 'docker.io/grafana/grafana:12.1.1', program: 'Grafana' },
} as const satisfies Readonly<Record<string, { readonly image: string; readonly program: string }>>

export type MonitoringProgram = keyof typeof MONITORING_IMAGES

export const MONITORING_PROGRAMS = Object.keys(MONITORING_IMAGES) as readonly MonitoringProgram[]

/** The keys of `images.monitoring`: who mirrors images, or wants another version, names them there. */
export const MONITORING_IMAGE_FIELDS = Object.fromEntries(
  MONITORING_PROGRAMS.map(name => {
    const { program, image } = MONITORING_IMAGES[name]
    return [name, { kind: 'text', doc: `Image of ${program}, ${image} when absent.` }]
  }),
) as Readonly<Record<MonitoringProgram, Field & { readonly kind: 'text' }>>

/** A value for each program. */
export function perProgram<T>(value: (name: MonitoringProgram) => T): Readonly<Record<MonitoringProgram, T>> {
  return Object.fromEntries(MONITORING_PROGRAMS.map(name => [name, value(name)])) as Record<MonitoringProgram, T>
}
