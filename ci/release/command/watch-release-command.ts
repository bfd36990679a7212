import path from 'node:path'
import { pause } from '../../../adapters/pause.ts'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../../k8s/render/values.ts'
import { SITE_FILE } from '../../../k8s/site/site-file.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { EXIT } from '../../../lib/command/exit-codes.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { seconds } from '../../../lib/duration.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { type Look, lookAtRelease } from '../watch/look-at-release.ts'
import { carryOut } from './carry-out.ts'
import { readInstallation } from './project-release.ts'
import { reachCluster } from './reach-cluster.ts'

/** How often it looks while a release is on probation, and while none is. */
const [EVERY, SELDOM] = [seconds(5), seconds(30)]

/** Off by this value of its variable. */
const OFF = 'off'

/** `npm run watch-release`. */
const WATCH = defineCommand({
  name: 'npm run watch-release',
  summary: 'take a release back whose pods break within half an hour after it was judged good',
  help: {
    about:
      'Looks at the pods of the app while its release is on probation, and rolls back with the same code as npm run rollback when they are killed for their memory or crash again and again. It holds no lock while it waits; a deploy that begins goes first.',
    uses: [['npm run watch-release', 'until it is ended; docs/deploy.md has the unit that runs it']],
    environment: [
      ['KUBECONFIG', 'the cluster, which site.yaml must name'],
      ['WATCH_RELEASE', 'off: it looks, says what it would do, and takes nothing back'],
      ['ALERTMANAGER_URL, HEARTBEAT_URL', 'where it is said when the rollback fails'],
    ],
  },
  options: {
    evidence: { type: 'string', value: 'FOLDER', help: 'leave the evidence of what it takes back in this folder' },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
  },
  exits: { good: 'it was ended', bad: 'a fault of our own' },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    const tries = new Map<number, number>()
    let last = ''
    const say = (line: string): void => {
      if (line !== last) io.stdout(`${line}\n`)
      last = line
    }
    while (!io.signal.aborted) {
      const look = await looked(io, say)
      if (look?.is === 'broken') await takeBack(look, values, { io, say, tries })
      await pause(look?.is === 'well' ? EVERY : SELDOM, io.signal)
    }
    return EXIT.good
  },
})

export const main = WATCH.run

async function looked(io: CommandIo, say: (line: string) => void): Promise<Look | undefined> {
  try {
    const reached = await reachCluster(io)
    if ('refused' in reached) {
      say(reached.refused)
      return undefined
    }
    const look = await lookAtRelease(reached.cluster, namespacesOf(DEFAULT_RENDER_OPTIONS).namespace, io.now())
    say(look.is === 'nothing-to-watch' ? 'No release is on probation.' : `${look.entry.release} is on probation.`)
    return look
  } catch (error) {
    if (!isExternal(error)) throw error
    say(`The cluster could not be looked at: ${describeError(error)}`)
    return undefined
  }
}

interface Watcher {
  readonly io: CommandIo
  readonly say: (line: string) => void
  /** How often it was tried to take a release back, by its number: one to which there is no other stays. */
  readonly tries: Map<number, number>
}

const MOST_TRIES = 3

async function takeBack(
  { entry, why }: Extract<Look, { readonly is: 'broken' }>,
  { site: siteFile, evidence }: { readonly site: string; readonly evidence: string | undefined },
  { io, say, tries }: Watcher,
): Promise<void> {
  say(`${entry.release} broke on probation: ${why}`)
  const tried = tries.get(entry.number) ?? 0
  if (io.env.WATCH_RELEASE === OFF || tried >= MOST_TRIES) return
  tries.set(entry.number, tried + 1)
  const file = (end: string) => (evidence === undefined ? undefined : path.join(evidence, `${entry.number}.${end}`))
  await carryOut(
    {
      wish: { goal: 'rollback', to: undefined, ifCurrent: entry.release, because: why },
      project: () => readInstallation(siteFile, io),
      ...{ siteFile, pruneLimit: undefined, json: file('json'), html: file('html'), postmortem: file('md') },
    },
    io,
  )
}
