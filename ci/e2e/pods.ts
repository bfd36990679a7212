import { namespacesOf } from '../../k8s/render/values.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { METRICS } from '../../services/prober/contract/names.ts'
import { prefixOf, visitorsOf } from './run-objects.ts'
import type { Scene, TestImage } from './scene.ts'

/** Requests a second while the app is rolled out. */
export const REQUESTS_PER_SECOND = 40

/** Ports of the visitor: one that policies of the run close, and one that they leave open. */
const CLOSED_PORT = 9000
const OPEN_PORT = 9001

/** A pod of the run, and where it lies. */
export interface RunPod {
  readonly namespace: string
  readonly name: string
}

/** The three pods that ask: a visitor, one that may not, and one that stands where Prometheus will. */
export function runPods(id: string): Readonly<Record<'visitor' | 'stranger' | 'scraper', RunPod>> {
  const namespace = visitorsOf(id)
  return {
    visitor: { namespace, name: 'visitor' },
    stranger: { namespace, name: 'stranger' },
    scraper: { namespace: namespacesOf({ prefix: prefixOf(id) }).monitoringNamespace, name: 'scraper' },
  }
}

/** Where the stranger connects to. */
export function strangerTargets(id: string, visitorAddress: string) {
  const { namespace } = namespacesOf({ prefix: prefixOf(id) })
  return {
    app: `app-pods.${namespace}.svc.cluster.local:8080`,
    closed: `${visitorAddress}:${CLOSED_PORT}`,
    open: `${visitorAddress}:${OPEN_PORT}`,
  } as const
}

/** The script in both namespaces, and what lets the visitor reach the app and closes one of its own ports. */
export function groundObjects(id: string, script: string): readonly KubernetesObject[] {
  const { namespace, monitoringNamespace } = namespacesOf({ prefix: prefixOf(id) })
  const visitors = visitorsOf(id)
  const map = (where: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'in-pod', namespace: where },
    data: { 'in-pod.ts': script },
  })
  const visitor = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': visitors } },
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'visitor' } },
  }
  return [
    map(visitors),
    map(monitoringNamespace),
    policy('visitor', visitors, {
      podSelector: visitor.podSelector,
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: OPEN_PORT, protocol: 'TCP' }] }],
    }),
    policy('visitor', namespace, {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'app' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [visitor], ports: [{ port: 'http', protocol: 'TCP' }] }],
    }),
  ]
}

/** Sends requests as visitors do, through the ingress where there is one. */
export function visitorPod(id: string, image: TestImage, { site, ingressAddress }: Scene): KubernetesObject {
  const { namespace } = namespacesOf({ prefix: prefixOf(id) })
  const url = ingressAddress === undefined ? `http://app.${namespace}.svc.cluster.local/` : `http://${ingressAddress}/`
  const load = { url, host: site.names.site, perSecond: REQUESTS_PER_SECOND, run: id }
  return podObject(runPods(id).visitor, 'visitor', image, { listen: [CLOSED_PORT, OPEN_PORT], load })
}

/** Connects to what it may not reach. */
export function strangerPod(id: string, image: TestImage, visitorAddress: string): KubernetesObject {
  const plan = { connect: Object.values(strangerTargets(id, visitorAddress)) }
  return podObject(runPods(id).stranger, 'stranger', image, plan)
}

/** Reads the prober's metrics from where the policies let Prometheus read them. */
export function scraperPod(id: string, image: TestImage): KubernetesObject {
  const { namespace } = namespacesOf({ prefix: prefixOf(id) })
  const url = `http://prober.${namespace}.svc.cluster.local:17300/metrics`
  const plan = { scrape: { url, starts: [`${METRICS.probes}{`, `${METRICS.failures}{`] } }
  return podObject(runPods(id).scraper, 'prometheus', image, plan)
}

function policy(name: string, namespace: string, spec: object): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}

function podObject({ namespace, name }: RunPod, label: string, image: TestImage, plan: object): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/name': label } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name,
          image: image.reference,
          imagePullPolicy: image.pull,
          command: ['node', '--max-old-space-size=64', '/script/in-pod.ts'],
          env: [
            { name: 'PLAN', value: JSON.stringify(plan) },
            { name: 'NODE_NO_WARNINGS', value: '1' },
          ],
          resources: { requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: '128Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [{ name: 'script', mountPath: '/script', readOnly: true }],
        },
      ],
      volumes: [{ name: 'script', configMap: { name: 'in-pod' } }],
    },
  }
}
