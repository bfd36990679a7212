import { parseJson } from '../../../lib/json/parse.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { FailedCheck } from '../report.ts'

/** A release that is bad in one way, and how a deploy of it must end. */
export interface BadRelease {
  /** What is wrong with it, for people. */
  readonly means: string
  readonly end: 'caught-by-rollout' | 'caught-by-gate'
  /** What the deploy's sentence must say. */
  readonly says: RegExp
  readonly change: (container: Record<string, unknown>) => void
}

/** Runs code in the app's process before its own: the program, its image and its flags stay those of a good release. */
function preload(code: string): BadRelease['change'] {
  return container => {
    const variables = Array.isArray(container.env) ? container.env : []
    container.env = [
      ...variables,
      { name: 'NODE_OPTIONS', value: `--import=data:text/javascript,${encodeURIComponent(code)}` },
    ]
  }
}

const OUT_OF_MEMORY =
  'setTimeout(() => { const kept = []; setInterval(() => kept.push(Buffer.alloc(8e6, 1)), 50) }, 20000)'
const CRASH = "setTimeout(() => { throw new Error('the settings cannot be read') }, 3000)"
const ERRORS = `import http from 'node:http'
const { writeHead } = http.ServerResponse.prototype
http.ServerResponse.prototype.writeHead = function (status, ...rest) {
  return writeHead.call(this, /^.(healthz|readyz)/.test(this.req.url) ? status : 500, ...rest)
}`

const SLOW = `import http from 'node:http'
const { emit } = http.Server.prototype
http.Server.prototype.emit = function (event, request, ...rest) {
  const answer = () => emit.call(this, event, request, ...rest)
  if (event !== 'request' || /^.(healthz|readyz)/.test(request.url)) return answer()
  setTimeout(answer, 400)
  return true
}`

/** Releases that a deploy must take back, by their name. */
export const BAD_RELEASES: Readonly<Record<string, BadRelease>> = {
  'out-of-memory': {
    means: 'uses more memory than its limit, after it was ready',
    end: 'caught-by-rollout',
    says: /OOMKilled|memory limit/,
    change: preload(OUT_OF_MEMORY),
  },
  'crash-without-readiness': {
    means: 'crashes after three seconds, and has no readiness probe',
    end: 'caught-by-rollout',
    says: /the settings cannot be read|exit code 1|crash/,
    change(container) {
      preload(CRASH)(container)
      delete container.readinessProbe
    },
  },
  'errors-500': {
    means: 'answers 500, and calls itself ready',
    end: 'caught-by-gate',
    says: /\(500 by the app\)/,
    change: preload(ERRORS),
  },
  slow: {
    means: 'takes 400 ms longer, and fails in nothing',
    end: 'caught-by-gate',
    says: /were much slower than those of the old release at the same time/,
    change: preload(SLOW),
  },
  'missing-key': {
    means: 'takes a setting from a key that its ConfigMap has not',
    end: 'caught-by-rollout',
    says: /key "?greeting"?/,
    change(container) {
      const variables = Array.isArray(container.env) ? container.env : []
      const reference = { name: 'edge-ca', key: 'greeting' }
      container.env = [...variables, { name: 'GREETING', valueFrom: { configMapKeyRef: reference } }]
    },
  },
}

/** The objects of a release of which the app is bad. Throws where they have no app. */
export function spoiled(objects: readonly KubernetesObject[], { change }: BadRelease): readonly KubernetesObject[] {
  const isApp = ({ kind, metadata }: KubernetesObject): boolean => kind === 'Deployment' && metadata.name === 'app'
  if (!objects.some(isApp)) throw new FailedCheck('the release has no Deployment of the app')
  return objects.map(object => {
    if (!isApp(object)) return object
    const copy = parseJson(JSON.stringify(object)) as KubernetesObject & { readonly spec: AppSpec }
    const [container] = copy.spec.template.spec.containers
    if (container !== undefined) change(container)
    return copy
  })
}

interface AppSpec {
  readonly template: { readonly spec: { readonly containers: readonly Record<string, unknown>[] } }
}
