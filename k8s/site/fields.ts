import type { Fields } from '../../lib/yaml/fields.ts'
import { PLATFORMS, REACHES, RECEIVER_KINDS, SEVERITIES, TRAEFIK_CHARTS } from './model.ts'

export const NAME_FIELDS = {
  reach: {
    kind: 'text',
    doc: 'public: the names resolve for everyone; lan: only in the own network, and the certificate is of an own authority.',
    isRequired: true,
    choices: REACHES,
  },
  name: { kind: 'text', doc: 'Host name of the site that is monitored.', isRequired: true },
  status: {
    kind: 'text',
    doc: 'Host name of the status page, which answers when the site does not.',
    isRequired: true,
  },
  grafana: { kind: 'text', doc: 'Host name of Grafana.', isRequired: true },
  alertmanager: { kind: 'text', doc: 'Host name of Alertmanager.', isRequired: true },
  repository: { kind: 'text', doc: 'https address of this repository; links in pages lead there.', isRequired: true },
} as const satisfies Fields

export const EDGE_FIELDS = {
  address: { kind: 'text', doc: 'IP address of the machine with Nginx, as the cluster reaches it.', isRequired: true },
} as const satisfies Fields

export const CLUSTER_FIELDS = {
  nodes: { kind: 'texts', doc: 'IP address of each node that takes requests for Traefik.', isRequired: true },
  kubernetes: { kind: 'text', doc: "Minor version of the cluster, in quotation marks: '1.34'.", isRequired: true },
  traefik_chart: {
    kind: 'text',
    doc: 'Major version of the Traefik chart: `kubectl -n kube-system get job helm-install-traefik -o yaml` names it.',
    isRequired: true,
    choices: TRAEFIK_CHARTS,
  },
  uid: {
    kind: 'text',
    doc: 'UID of the namespace kube-system, which no other cluster has; every change is refused in another one.',
  },
} as const satisfies Fields

export const APP_FIELDS = {
  image: { kind: 'text', doc: 'Image of the app that is monitored, with its digest; ours when absent.' },
  port: {
    kind: 'number',
    doc: 'Port that the app listens on, 8080 when absent; 8081 is that of metrics.',
    atLeast: 1024,
    atMost: 65_535,
    isWhole: true,
  },
  replicas: { kind: 'number', doc: 'Pods of the app, 2 when absent.', atLeast: 2, atMost: 20, isWhole: true },
  live: { kind: 'text', doc: 'Path that answers 200 while the process works, /healthz when absent.' },
  ready: { kind: 'text', doc: 'Path that answers 200 while the pod may be sent requests, /readyz when absent.' },
  unsigned: {
    kind: 'boolean',
    doc: 'Whether an own app does not sign its answers with `x-served-by: app`: what neither edge nor ingress wrote is then its own.',
  },
  memory: { kind: 'text', doc: 'Memory limit of a pod of an own app, such as 256Mi; ours has its own.' },
} as const satisfies Fields

export const IMAGE_FIELDS = {
  leadline: {
    kind: 'text',
    doc: 'Our image with its digest, from which the status page and the prober run.',
    isRequired: true,
  },
  pull_secret: { kind: 'text', doc: 'Name of the secret with the registry’s password; none when absent.' },
  platforms: {
    kind: 'texts',
    doc: 'Processors of the nodes; every image must be there for each.',
    isRequired: true,
    choices: PLATFORMS,
  },
} as const satisfies Fields

export const STORAGE_FIELDS = {
  prometheus: { kind: 'text', doc: 'Size of Prometheus’ volume, 20Gi when absent.' },
  alertmanager: { kind: 'text', doc: 'Size of Alertmanager’s volume, 1Gi when absent.' },
  retention: { kind: 'duration', doc: 'How long Prometheus keeps samples, 100d when absent.' },
} as const satisfies Fields

export const RECEIVER_FIELDS = {
  kind: { kind: 'text', doc: 'What is written to.', isRequired: true, choices: RECEIVER_KINDS },
  secret: { kind: 'text', doc: 'Name of the secret in the namespace leadline-monitoring.', isRequired: true },
  key: {
    kind: 'text',
    doc: 'Key of the secret: an address, a password or a token, as the kind needs.',
    isRequired: true,
  },
  to: {
    kind: 'text',
    doc: 'Who gets it: an address of email, a chat of telegram, a channel of slack; a webhook has its address in the secret.',
  },
} as const satisfies Fields

export const HEARTBEAT_FIELDS = {
  secret: { kind: 'text', doc: 'Name of the secret with the address of the heartbeat’s check.', isRequired: true },
  key: { kind: 'text', doc: 'Key of the secret.', isRequired: true },
} as const satisfies Fields

/** `k8s/site.yaml`: all that an owner says of their machines and names. */
export const SITE_FIELDS = {
  site: { kind: 'map', doc: 'Names, and who may reach them.', isRequired: true, fields: NAME_FIELDS },
  edge: { kind: 'map', doc: 'The machine in front of the cluster.', isRequired: true, fields: EDGE_FIELDS },
  cluster: { kind: 'map', doc: 'The cluster.', isRequired: true, fields: CLUSTER_FIELDS },
  app: { kind: 'map', doc: 'The app that is monitored; ours when absent.', fields: APP_FIELDS },
  images: { kind: 'map', doc: 'Images and their registry.', isRequired: true, fields: IMAGE_FIELDS },
  storage: { kind: 'map', doc: 'Sizes of volumes.', fields: STORAGE_FIELDS },
  receivers: {
    kind: 'entries',
    doc: 'Who is written to, by severity; without a receiver an alert is only shown.',
    choices: SEVERITIES,
    fields: RECEIVER_FIELDS,
  },
  heartbeat: {
    kind: 'map',
    doc: 'A check outside that raises the alarm when nothing of ours answers any more.',
    fields: HEARTBEAT_FIELDS,
  },
} as const satisfies Fields
