import { textAt } from '../../../../lib/json/path.ts'
import { type Explanation, explain } from './explanation.ts'
import type { Finding } from './finding.ts'
import { conditionOf } from './rollout-scene.ts'
import { safeLine } from './safe-line.ts'
import type { Sign } from './sign.ts'

/**
 * The texts of Kubernetes 1.34, as a ReplicaSet passes them on. The first that matches counts; the last matches everything.
 */
const DENIALS: readonly Explanation[] = [
  {
    code: 'quota-exceeded',
    pattern: /exceeded quota: ([\w.-]+), requested: ([^ ]+), used: ([^ ]+), limited: ([^ ]+)/,
    what: ([, quota, requested, used, limited]) =>
      `The quota ${quota} has no room for another pod: it wants ${requested}, ${used} of ${limited} is used`,
    fix: 'Raise the quota in the platform set, or delete what is not needed in the namespace; a rollout needs room for one more pod than there are replicas.',
  },
  {
    code: 'quota-unspecified',
    pattern: /failed quota: ([\w.-]+): must specify (.+)/,
    what: ([, quota, fields]) => `The quota ${quota} admits only pods that specify ${fields}`,
    fix: 'Give each container of the pod these requests and limits.',
  },
  {
    code: 'pod-security',
    pattern: /violates PodSecurity "([^"]+)": (.+)/,
    what: ([, level, reasons]) => `Pod Security of the level ${level} refuses the pod: ${reasons}`,
    fix: 'Set these fields of the security context in the manifest; the level of the namespace stays.',
  },
  {
    code: 'service-account-missing',
    pattern: /error looking up service account ([^:]+): /,
    what: ([, name]) => `The service account ${name} does not exist`,
    fix: 'Apply the platform set: it holds the service accounts.',
  },
  {
    code: 'priority-class-missing',
    pattern: /no PriorityClass with name ([\w.-]+) was found/,
    what: ([, name]) => `The priority class ${name} does not exist`,
    fix: 'Apply the platform set: it holds the priority classes.',
  },
  {
    code: 'webhook-denied',
    pattern: /admission webhook "([^"]+)" denied the request: (.+)/,
    what: ([, name, reason]) => `The admission webhook ${name} refuses the pod: ${reason}`,
    fix: 'Change the manifest as the webhook wants, or the rule behind the webhook.',
  },
  {
    code: 'webhook-failed',
    pattern: /failed calling webhook "([^"]+)": (.+)/,
    what: ([, name, reason]) => `The admission webhook ${name} cannot be asked: ${reason}`,
    fix: 'Repair the program behind the webhook; no pod is created before.',
  },
  {
    code: 'pod-refused',
    pattern: /([\s\S]*)/,
    what: ([, message]) => `The API server refuses to create the pod: ${message}`,
    fix: 'Change the manifest as the message says.',
  },
]

/** Denials that are no word about the release: the cluster lacks something. */
const OF_THE_SETUP: readonly string[] = [
  'quota-exceeded',
  'service-account-missing',
  'priority-class-missing',
  'webhook-failed',
]

/** Pods that may not be created. The Deployment was accepted, and would wait for its deadline. */
export const admission: Sign = ({ deployment, replicaSet }) => {
  // A Deployment also repeats what an older ReplicaSet was refused, for a moment after its template has changed.
  const failure = conditionOf(replicaSet ?? deployment, 'ReplicaFailure')
  if (failure === undefined) return []
  return [refusal(textAt(failure, 'message'))]
}

/** What a refused pod is refused for, by the API server's text. */
function refusal(message: string): Finding {
  const { code, what, fix } = explain(message, DENIALS)
  return {
    code,
    faultOf: OF_THE_SETUP.includes(code) ? 'setup' : 'release',
    isFinal: true,
    what: safeLine(what),
    fix,
    evidence: [safeLine(`ReplicaFailure: ${message}`)],
  }
}
