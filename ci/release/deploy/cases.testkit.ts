import type { ImageName } from './image-scripts.testkit.ts'

/** One release, and what it ends with. */
interface Case {
  readonly image: ImageName
  readonly exit: number
  readonly says: RegExp
}

/** What a release ends with that follows a good one. */
export const CASES: readonly Case[] = [
  { image: 'good', exit: 0, says: /^The release is out and good\.$/ },
  { image: 'slow-start', exit: 0, says: /^The release is out and good\.$/ },
  { image: 'oom-at-start', exit: 21, says: /took more memory than its limit of 76Mi \(OOMKilled\)/ },
  { image: 'oom-under-load', exit: 21, says: /took more memory than its limit of 76Mi \(OOMKilled\)/ },
  { image: 'image-missing', exit: 21, says: /the registry has no such image\. Push it/ },
  { image: 'registry-403', exit: 21, says: /the registry refuses the account of the node\. Check the pull secret/ },
  { image: 'key-missing', exit: 21, says: /^The key db-url is missing in the Secret database\. Put it there/ },
  { image: 'volume-missing', exit: 21, says: /^The ConfigMap absent does not exist\. Deploy the whole release set/ },
  { image: 'quota', exit: 21, says: /^The quota leadline has no room for another pod/ },
  { image: 'pod-security', exit: 21, says: /^Pod Security of the level restricted:latest refuses the pod/ },
  { image: 'never-ready', exit: 21, says: /is not ready: GET \/readyz answers 503/ },
  { image: 'crash-with-stack', exit: 21, says: /crashes again and again \(2 times\): Error: no such table: visits/ },
  { image: 'crash-without-readiness', exit: 21, says: /crashes again and again \(2 times\)/ },
  { image: 'liveness-kill', exit: 21, says: /killed by the kubelet: GET \/healthz answers 500/ },
  {
    image: 'stops-answering',
    exit: 20,
    says: /was ready, and has not been for 1\ds: GET \/readyz does not answer in time/,
  },
  { image: 'half-500', exit: 20, says: /answers of v2-canary through the (edge|ingress) failed \(500 by the app\)/ },
  {
    image: 'errors-3-percent',
    exit: 20,
    says: /answers of v2(-canary)? through the (edge|ingress) failed \(500 by the app\)/,
  },
  { image: 'slow', exit: 20, says: /good answers of v2-canary through the (edge|ingress) took longer than 300 ms/ },
  { image: 'errors-on-ingress', exit: 20, says: /answers of v2-canary through the ingress failed/ },
  { image: 'node-lost', exit: 40, says: /^The node worker gave up a pod \(NodeLost/ },
]
