import type { Fields } from '../../lib/yaml/fields.ts'
import {
  CERTIFICATE_KINDS,
  HTTP_METHODS,
  PLATFORMS,
  PROGRAMS,
  REACHES,
  RECEIVER_KINDS,
  SEVERITIES,
  TRAEFIK_CHARTS,
} from './model.ts'
import { MONITORING_IMAGE_FIELDS } from './monitoring-images.ts'

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

export const CERTIFICATE_FIELDS = {
  kind: {
    kind: 'text',
    doc: 'certbot: of Let’s Encrypt, for a public site; files: your own; own-ca: of an authority that the edge makes, for a site in the own network.',
    isRequired: true,
    choices: CERTIFICATE_KINDS,
  },
  email: { kind: 'text', doc: 'Where Let’s Encrypt writes to, with certbot; nowhere when absent.' },
  certificate: { kind: 'text', doc: 'File on the edge with the certificate and those between it and its authority.' },
  key: { kind: 'text', doc: 'File on the edge with its key.' },
} as const satisfies Fields

export const EDGE_FIELDS = {
  address: { kind: 'text', doc: 'IP address of the machine with Nginx, as the cluster reaches it.', isRequired: true },
  lan: {
    kind: 'texts',
    doc: 'The own network, such as 192.168.1.0/24: from there lan_only can be opened.',
    isRequired: true,
  },
  lan_only: {
    kind: 'texts',
    doc: 'What only the own network may open: grafana and alertmanager when absent, [] for nothing.',
    choices: PROGRAMS,
  },
  watchers: {
    kind: 'texts',
    doc: 'IP addresses of machines that measure the site, such as the runner that judges a release; no limit counts them, nor the nodes.',
  },
  certificate: {
    kind: 'map',
    doc: 'Where the certificate comes from; certbot for a public site when absent, else own-ca.',
    fields: CERTIFICATE_FIELDS,
  },
  nginx: {
    kind: 'text',
    doc: "Minor version of Nginx on the edge, in quotation marks; '1.22' when absent, as in Debian 12.",
  },
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
  image: { kind: 'text', doc: 'Image of the app that is monitored, with a tag or its digest; ours when absent.' },
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
  methods: {
    kind: 'texts',
    doc: 'Methods that an own app knows; all when absent. The edge refuses every other.',
    choices: HTTP_METHODS,
  },
  max_body: { kind: 'text', doc: 'Largest body that an own app takes, 1Mi when absent; the edge refuses larger ones.' },
  memory: { kind: 'text', doc: 'Memory limit of a pod of an own app, such as 256Mi; ours has its own.' },
  probation: {
    kind: 'boolean',
    doc: 'Whether a release that was judged good is unproven for half an hour, in which `npm run watch-release` takes it back where its pods alone fail; true when absent.',
  },
} as const satisfies Fields

export const IMAGE_FIELDS = {
  leadline: {
    kind: 'text',
    doc: 'Our image with a tag or its digest, from which the status page and the prober run.',
    isRequired: true,
  },
  monitoring: {
    kind: 'map',
    doc: 'Images of the programs that monitor, with a tag or a digest, where they come from elsewhere.',
    fields: MONITORING_IMAGE_FIELDS,
  },
  pull_secret: { kind: 'text', doc: 'Name of the secret with the registry’s password; none when absent.' },
  platforms: {
    kind: 'texts',
    doc: 'Processors of the nodes; every image must be there for each.',
    isRequired: true,
    choices: PLATFORMS,
  },
  plain_http: {
    kind: 'texts',
    doc: 'Registries of the own network that speak HTTP without TLS, by host and port; the nodes need them in registries.yaml.',
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
  from: { kind: 'text', doc: 'Address of email that it is sent from, which is also the user of the mail server.' },
  server: { kind: 'text', doc: 'Mail server with its port, such as smtp.example.org:587; it must offer TLS.' },
} as const satisfies Fields

export const HEARTBEAT_FIELDS = {
  secret: { kind: 'text', doc: 'Name of the secret with the address of the heartbeat’s check.', isRequired: true },
  key: { kind: 'text', doc: 'Key of the secret.', isRequired: true },
} as const satisfies Fields

export const MACHINE_FIELDS = {
  name: { kind: 'text', doc: 'What figures and alerts call it, such as edge or runner.', isRequired: true },
  address: { kind: 'text', doc: 'IP address by which the cluster reaches it.', isRequired: true },
} as const satisfies Fields

export const VANTAGE_FIELDS = {
  name: { kind: 'text', doc: 'What figures and alerts call it, such as outside or edge.', isRequired: true },
  address: { kind: 'text', doc: 'IP address by which the cluster reaches it.', isRequired: true },
  port: {
    kind: 'number',
    doc: 'Port at which it answers with its metrics, 17300 when absent.',
    atLeast: 1024,
    atMost: 65_535,
    isWhole: true,
  },
  edge: {
    kind: 'text',
    doc: 'IP address at which it asks the edge, where the name leads elsewhere from there; by the name, as visitors do, when absent.',
  },
} as const satisfies Fields

/** `k8s/site.yaml`: all that an owner says of their machines and names. */
export const SITE_FIELDS = {
  site: { kind: 'map', doc: 'Names, and who may reach them.', isRequired: true, fields: NAME_FIELDS },
  edge: { kind: 'map', doc: 'The machine in front of the cluster.', isRequired: true, fields: EDGE_FIELDS },
  cluster: { kind: 'map', doc: 'The cluster.', isRequired: true, fields: CLUSTER_FIELDS },
  app: { kind: 'map', doc: 'The app that is monitored; ours when absent.', fields: APP_FIELDS },
  images: { kind: 'map', doc: 'Images and their registry.', isRequired: true, fields: IMAGE_FIELDS },
  storage: { kind: 'map', doc: 'Sizes of volumes.', fields: STORAGE_FIELDS },
  machines: {
    kind: 'maps',
    doc: 'Machines besides the nodes that run node-exporter, at port 9100: the edge, and the runner that deploys.',
    fields: MACHINE_FIELDS,
  },
  vantages: {
    kind: 'maps',
    doc: 'Machines outside of the cluster where the prober stands too, such as the edge or the runner; they spend no budget.',
    fields: VANTAGE_FIELDS,
  },
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
