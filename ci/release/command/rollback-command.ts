import { OUTPUT_VARIABLE } from '../../../adapters/job-outputs.ts'
import { SITE_FILE } from '../../../k8s/site/site-file.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { carryOut } from './carry-out.ts'
import { exitOf } from './exits.ts'
import { EVIDENCE_OPTIONS, POSTMORTEM_OPTION } from './leave-evidence.ts'
import { readInstallation } from './project-release.ts'

/** `npm run rollback`. */
const ROLLBACK = defineCommand({
  name: 'npm run rollback',
  summary: 'return to the last release that was judged good, whole',
  help: {
    about:
      'Applies everything of an earlier release of the ledger and lets the gate judge it. No error budget, no page and no lock of a killed run stops it, and it needs no Prometheus.',
    uses: [
      ['npm run rollback', 'to the last good release'],
      ['npm run rollback -- --to 3f2c1d', 'to one by its name, or by its number in the ledger'],
      ['npm run rollback -- --if-current 9a8b7c', 'only where that one is out'],
    ],
    environment: [
      ['KUBECONFIG', 'the cluster, which site.yaml must name'],
      ['ALERTMANAGER_URL, HEARTBEAT_URL', 'where it is said when the rollback fails'],
      ['GITHUB_STEP_SUMMARY', 'a file to which the evidence is added as Markdown'],
      OUTPUT_VARIABLE,
    ],
  },
  options: {
    to: { type: 'string', value: 'RELEASE', help: 'the release to return to' },
    'if-current': { type: 'string', value: 'RELEASE', help: 'do nothing where another release is out' },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
    ...EVIDENCE_OPTIONS,
    postmortem: POSTMORTEM_OPTION,
  },
  exits: {
    good: 'the earlier release is back and good, or there was nothing to do',
    bad: 'a mistake in the definitions, or a fault of our own',
    preflight: 'there is none to return to, or another cluster',
    rollBack: 'a way back that the gate had begun is finished',
    podsFailed: 'a way back that failed pods had begun is finished',
    stuck: 'the rollback failed',
    hold: 'it is back, and not proven',
    interrupted: 'interrupted',
  },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    const end = await carryOut(
      {
        wish: { goal: 'rollback', to: values.to, ifCurrent: values['if-current'] },
        project: () => readInstallation(values.site, io),
        siteFile: values.site,
        pruneLimit: undefined,
        ...{ json: values.json, html: values.html },
        postmortem: values.postmortem,
      },
      io,
    )
    if (end === 'refused-by-policy') throw new TypeError('the budget never stops a way back')
    return exitOf(end)
  },
})

export const main = ROLLBACK.run
