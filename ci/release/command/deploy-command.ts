import { OUTPUT_VARIABLE } from '../../../adapters/job-outputs.ts'
import { runProgram } from '../../../adapters/processes/run-program.ts'
import { readReference } from '../../../k8s/images/reference.ts'
import { SITE_FILE } from '../../../k8s/site/site-file.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { reasonInMessage } from '../core/deploy/budget-policy.ts'
import { carryOut } from './carry-out.ts'
import { exitOf } from './exits.ts'
import { EVIDENCE_OPTIONS, POSTMORTEM_OPTION } from './leave-evidence.ts'
import { readRelease } from './project-release.ts'

/** It stands in the ledger and in the sentence about the budget. */
const LONGEST_REASON = 300

/** A reason as one line; a blank one is none. */
function parseReason(text: string): string | undefined {
  const line = oneLine(text)
  return line === '' || line.length > LONGEST_REASON ? undefined : line
}

/** `npm run deploy`. */
const DEPLOY = defineCommand({
  name: 'npm run deploy',
  summary: 'bring a release into the cluster, judge it, and take it back if it is bad',
  help: {
    about:
      'Checks what must hold, takes the lock, applies the release, waits for its pods, lets the gate judge its answers, and returns to the last good release where they are bad. docs/deploy.md has its states and their time limits.',
    uses: [
      ['npm run deploy -- --image ghcr.io/me/web@sha256:…', 'this image of the app'],
      ['npm run deploy', 'the images that k8s/site.yaml names: a change of rules, probes, dashboards or settings'],
      ['npm run deploy -- --image REF --reason "mends the login"', 'a fix, which a spent budget does not stop'],
    ],
    environment: [
      ['KUBECONFIG', 'the cluster, which site.yaml must name'],
      ['PROMETHEUS_URL', 'where error budgets and the rules in force are asked for; without it they are not known'],
      ['GRAFANA_URL, GRAFANA_TOKEN', 'where the dashboards are read back; without it they are not known'],
      ['ALERTMANAGER_URL, HEARTBEAT_URL', 'where it is said that a rollback failed'],
      ['GITHUB_STEP_SUMMARY', 'a file to which the evidence is added as Markdown'],
      OUTPUT_VARIABLE,
    ],
    notes:
      'It may be killed at any moment: the next run finishes or takes back what it left. A trailer "Release-Reason: fix" in the message of the commit does the same as --reason.',
  },
  options: {
    image: {
      type: 'string',
      value: 'REF',
      parse: (text: string) => (readReference(text).digest === undefined ? undefined : text),
      need: 'a reference with its digest, NAME@sha256:…',
      help: 'the image of the app, by its digest; that of site.yaml when absent',
    },
    reason: {
      type: 'string',
      value: 'TEXT',
      parse: parseReason,
      need: `a sentence of at most ${LONGEST_REASON} characters`,
      help: 'why it may go although the budget or a rejection forbids it',
    },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
    'prune-limit': {
      type: 'string',
      value: 'COUNT',
      parse: (text: string): number | undefined => (/^\d{1,4}$/.test(text) ? Number(text) : undefined),
      need: 'a whole number',
      help: 'how many objects may be taken away at once',
    },
    ...EVIDENCE_OPTIONS,
    postmortem: POSTMORTEM_OPTION,
  },
  exits: {
    good: 'done, or nothing to do',
    bad: 'a mistake in the definitions, or a fault of our own',
    policy: 'refused by the error budget',
    preflight: 'refused before anything changed',
    rollBack: 'rolled back by the gate',
    podsFailed: 'rolled back, for its pods did not run',
    stuck: 'the rollback failed',
    hold: 'out, and not proven',
    interrupted: 'interrupted',
  },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    const reason = values.reason ?? (await reasonOfCommit(io))
    const end = await carryOut(
      {
        wish: { goal: 'release', reason },
        project: () => readRelease(values.site, values.image, io),
        siteFile: values.site,
        pruneLimit: values['prune-limit'],
        ...{ json: values.json, html: values.html },
        postmortem: values.postmortem,
      },
      io,
    )
    return exitOf(end)
  },
})

export const main = DEPLOY.run

/** The trailer of the commit that is checked out; none where there is no git. */
async function reasonOfCommit({ repository }: CommandIo): Promise<string | undefined> {
  const { isGood, stdout } = await runProgram('git', ['-C', repository, 'log', '-1', '--format=%B'])
  return isGood ? reasonInMessage(stdout) : undefined
}
