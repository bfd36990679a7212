import path from 'node:path'
import { DEFAULT_RENDER_OPTIONS, namespacesOf } from '../../../k8s/render/values.ts'
import { SITE_FILE } from '../../../k8s/site/site-file.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { EXIT } from '../../../lib/command/exit-codes.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { STEADY_CLOCK } from '../gate/steady-clock.ts'
import { watchRelease } from '../watch/watch-release.ts'
import { renderWatchUnit, WATCH_SETTINGS, WATCH_UNIT } from '../watch/watch-unit.ts'
import { carryOut, type Errand } from './carry-out.ts'
import { readInstallation } from './project-release.ts'
import { reachCluster } from './reach-cluster.ts'

/** Names that systemd takes unquoted. */
const PLAIN = /^[\w./@+-]+$/

/** `npm run watch-release`. */
const WATCH = defineCommand({
  name: 'npm run watch-release',
  summary: 'take a release back whose pods alone fail in its first half hour',
  help: {
    about:
      'Looks at the ledger, and at the pods of the app while a release is unproven. Where these alone are OOM-killed or crash again and again, it does what npm run rollback does, and leaves the same evidence. It holds no lock while it waits, steps aside for a deploy, and does nothing for a page.',
    uses: [
      ['npm run watch-release', 'watch until it is ended'],
      [
        `npm run watch-release -- --unit >/etc/systemd/system/${WATCH_UNIT}.service`,
        'the unit that does so on the runner',
      ],
    ],
    environment: [
      ['KUBECONFIG', 'the cluster, which site.yaml must name'],
      ['ALERTMANAGER_URL, HEARTBEAT_URL', 'where it is said when a way back fails'],
    ],
    notes: `The unit reads these from ${WATCH_SETTINGS}. app.probation: false in k8s/site.yaml turns it off with the next release.`,
  },
  options: {
    evidence: { type: 'string', value: 'FOLDER', help: 'write the evidence of what is taken back into this folder' },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
    unit: { type: 'boolean', help: 'watch nothing: print the systemd unit for this checkout' },
    user: {
      type: 'string',
      value: 'NAME',
      default: 'runner',
      help: 'the user of the unit, who has the kubeconfig in ~/.kube',
    },
  },
  exits: {
    good: 'it was ended, or the unit is printed',
    bad: 'the cluster cannot be reached at its start, a mistake in the definitions, or a fault of our own',
  },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    if (values.unit) {
      io.stdout(unitFor(values.user, io))
      return EXIT.good
    }
    const reached = await reachCluster(io)
    if ('refused' in reached) {
      io.stderr(`${reached.refused}\n`)
      return EXIT.bad
    }
    const { namespace } = namespacesOf(DEFAULT_RENDER_OPTIONS)
    await watchRelease({
      ...{ cluster: reached.cluster, namespace, clock: STEADY_CLOCK, signal: io.signal },
      say: line => io.stdout(`${line}\n`),
      takeBack: wish =>
        carryOut(
          {
            ...{ wish, siteFile: values.site, pruneLimit: undefined },
            project: () => readInstallation(values.site, io),
            ...evidenceIn(values.evidence, io.now()),
          },
          io,
        ),
    })
    return EXIT.good
  },
})

export const main = WATCH.run

/** The files of one way back, by its moment. */
function evidenceIn(folder: string | undefined, now: Date): Pick<Errand, 'json' | 'html' | 'postmortem'> {
  if (folder === undefined) return { json: undefined, html: undefined, postmortem: undefined }
  const name = path.join(folder, now.toISOString().slice(0, 19).replaceAll(':', ''))
  return { json: `${name}.json`, html: `${name}.html`, postmortem: `${name}.md` }
}

function unitFor(user: string, { repository }: CommandIo): string {
  const mistakes = Object.entries({ user, checkout: repository }).filter(([, text]) => !PLAIN.test(text))
  if (mistakes.length > 0)
    throw new UsageError(
      mistakes
        .map(([what, text]) => `The ${what} "${text}" cannot stand in a unit: take one without blanks.`)
        .join('\n'),
    )
  return renderWatchUnit({ repository, user, kubeconfig: `/home/${user}/.kube/config` })
}
