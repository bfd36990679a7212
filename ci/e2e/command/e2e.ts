import { randomBytes } from 'node:crypto'
import { readSource } from '../../../adapters/files/files.ts'
import { openCluster } from '../../../adapters/kubernetes/cluster.ts'
import { SITE_FILE } from '../../../k8s/site/site-file.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { EXIT } from '../../../lib/command/exit-codes.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { readSite } from '../../render/project.ts'
import { createReport } from '../report.ts'
import { prefixOf } from '../run-objects.ts'
import type { TestImage } from '../scene.ts'
import { runOnce } from './run.ts'

/** How an image may come to a node. */
const PULLS = { 'if-absent': 'IfNotPresent', never: 'Never' } as const

/** `npm run e2e`. */
const E2E = defineCommand({
  name: 'npm run e2e',
  summary: 'run both sets in a real cluster, in namespaces of their own, and take them away again',
  help: {
    about:
      'Applies the platform set, deploys a release and one more under load, checks that probes count and that a denied flow is refused, deploys releases that are bad in several ways, cuts deployers off, goes back by hand, lists every failed request with the pod that it went to, and removes everything. It takes about twenty minutes.',
    uses: [
      ['KUBECONFIG=FILE npm run e2e -- --image REF', 'in the cluster of the current context'],
      ['KUBECONFIG=FILE npm run e2e -- --image REF --pull never', 'with an image that its nodes have'],
    ],
    environment: [
      ['KUBECONFIG', 'the cluster to use; without it nothing is done, and the user’s own file is not read'],
    ],
    notes:
      'Every name of a run begins with e2e- and its id; nothing else is changed: not kube-system, not Traefik, no object of the cluster without that prefix. A run renews a Lease; the next one removes what belongs to a run whose Lease has expired. Several may run at once.',
  },
  options: {
    image: { type: 'string', value: 'REF', help: `our image; images.leadline of ${SITE_FILE} when absent` },
    pull: {
      type: 'string',
      value: 'WHEN',
      choices: ['if-absent', 'never'],
      default: 'if-absent',
      help: 'whether nodes fetch the image: if-absent or never',
    },
    failures: { type: 'string', value: 'FILE', help: 'write every failed request of the visitors into this file' },
  },
  exits: { good: 'all good, or no cluster', bad: 'something failed', interrupted: 'interrupted' },
  endsOn: ['SIGINT', 'SIGTERM'],
  run: ({ values }, io) => run(values, io),
})

export const main = E2E.run

interface Wanted {
  readonly image: string | undefined
  readonly pull: keyof typeof PULLS
  readonly failures: string | undefined
}

async function run({ image, pull, failures }: Wanted, io: CommandIo) {
  const cluster = io.env.KUBECONFIG ? await openCluster(io.env) : undefined
  if (cluster === undefined) {
    io.stdout('skipped: no cluster (set KUBECONFIG)\n')
    return EXIT.good
  }
  const tested: TestImage = { reference: image ?? (await imageOfSite()), pull: PULLS[pull] }
  const id = randomBytes(3).toString('hex')
  const report = createReport(io)
  report.say(`context ${cluster.context}, server ${cluster.server}`)
  report.say(`run ${id}: every name begins with ${prefixOf(id)}`)
  const { text: script } = await readSource('ci/e2e/in-pod.ts')
  await runOnce({ cluster, id, image: tested, script, report, io, list: failures, signal: io.signal })
  const { passed, failed, skipped } = report.counts()
  report.say(`${passed} good, ${failed} failed, ${skipped} skipped`)
  if (io.signal.aborted) return EXIT.interrupted
  return failed === 0 ? EXIT.good : EXIT.bad
}

/** Our image as the owner's own site names it. */
async function imageOfSite(): Promise<string> {
  const { value } = await readSite(SITE_FILE)
  if (value === undefined) throw new UsageError(`Name our image with --image: ${SITE_FILE} is not filled in`)
  return value.images.leadline
}
