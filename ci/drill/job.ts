import { objectPath } from '../../k8s/render/api-paths.ts'
import { type Duration, inSeconds, seconds } from '../../lib/duration.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { type DrillPlace, type Keeping, metadataOf, objectName } from './place.ts'

/** The annotation that is another one after each renewal. */
const RENEWAL = 'leadline-drill-renewal'
/** How long a change stays without a renewal. */
const LEASE: Duration = seconds(60)
/** How long a Job that has ended is kept for who looks. */
const KEPT: Duration = seconds(60)
/** Until a pod that heals has put everything back. */
const HEALS_WITHIN: Duration = seconds(45)
/** Kept small, so that a quota with room for one more pod of ours has room for it. */
const READY_PORT = 8080
const MEMORY = '128Mi'
const VOLUME = { name: 'small', mountPath: '/small', size: '16Mi' } as const

/** A Job whose pod has the fault itself: with its end everything is as before. */
export function faultyJob(place: DrillPlace, does: 'fill-memory' | 'end' | 'fill-volume'): KubernetesObject {
  const plan = does === 'fill-volume' ? { does, folder: VOLUME.mountPath } : { does }
  const volume = { name: VOLUME.name, emptyDir: { medium: 'Memory', sizeLimit: VOLUME.size } }
  const isFilling = does === 'fill-volume'
  return jobOf(place, {
    plan,
    pod: { automountServiceAccountToken: false, ...(isFilling ? { volumes: [volume] } : {}) },
    container: isFilling ? { volumeMounts: [{ name: VOLUME.name, mountPath: VOLUME.mountPath }] } : {},
    longest: place.longest,
  })
}

/** What is new of a Job that was made before. */
export interface Renewed {
  /** Of the Job as it is: without it a Job that is gone would be made again. */
  readonly uid: string
  /** Another text at each renewal. */
  readonly renewal: string
  /** Its pod is ended, and puts everything back. */
  readonly isEnding: boolean
}

/** The Job whose pod changes objects and puts them back. */
export function keeperJob(
  place: DrillPlace,
  { changes, evicts, avoids }: Keeping,
  owner: KubernetesObject,
  renewed?: Renewed,
): KubernetesObject {
  const { namespace } = place
  const uid = renewed === undefined ? {} : { uid: renewed.uid }
  const annotations = { [RENEWAL]: renewed?.renewal ?? '0' }
  const metadata = { ...metadataOf(place, owner), namespace, annotations, ...uid }
  const plan = {
    does: 'change',
    changes: changes.map(({ object, broken, healed }) => ({ path: objectPath(object), broken, healed })),
    ...(evicts === undefined ? {} : { evicts: { namespace, query: evicts } }),
    job: objectPath({ apiVersion: 'batch/v1', kind: 'Job', metadata }),
    renewal: RENEWAL,
    leaseSeconds: inSeconds(LEASE),
    readyPort: READY_PORT,
    owner: objectPath(owner),
  }
  const elsewhere = { matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: [avoids] }] }
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [elsewhere] } }
  const job = jobOf(place, {
    plan,
    pod: {
      serviceAccountName: objectName(place),
      ...(avoids === undefined ? {} : { affinity: { nodeAffinity } }),
    },
    // It is ready when what it breaks is broken.
    container: { readinessProbe: { httpGet: { path: '/', port: READY_PORT }, periodSeconds: 1 } },
    longest: place.longest,
  })
  return { ...job, metadata, spec: { ...(job.spec as object), suspend: renewed?.isEnding === true } }
}

interface JobParts {
  readonly plan: object
  readonly pod: object
  readonly container: object
  readonly longest: Duration
}

function jobOf(place: DrillPlace, { plan, pod, container, longest }: JobParts): KubernetesObject {
  const { namespace, image, imagePullPolicy, imagePullSecrets, script } = place
  const { labels } = metadataOf(place)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadataOf(place), namespace },
    spec: {
      activeDeadlineSeconds: Math.ceil(inSeconds(longest)),
      ttlSecondsAfterFinished: inSeconds(KEPT),
      // The kubelet starts the container again itself: each end of it counts here.
      backoffLimit: 1000,
      template: {
        metadata: { labels },
        spec: {
          enableServiceLinks: false,
          restartPolicy: 'OnFailure',
          terminationGracePeriodSeconds: inSeconds(HEALS_WITHIN),
          imagePullSecrets,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          ...pod,
          containers: [
            {
              name: 'drill',
              image,
              imagePullPolicy,
              command: ['node', '--max-old-space-size=64', '--input-type=module-typescript', '--eval', script],
              env: [
                { name: 'PLAN', value: JSON.stringify(plan) },
                { name: 'NODE_NO_WARNINGS', value: '1' },
              ],
              resources: { requests: { cpu: '20m', memory: MEMORY }, limits: { memory: MEMORY } },
              terminationMessagePolicy: 'FallbackToLogsOnError',
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ...container,
            },
          ],
        },
      },
    },
  }
}
