import { sha256 } from '../../adapters/files/sha256.ts'
import { generatedFiles } from '../../dashboards/generated-files.ts'
import { configMapFiles, DEFAULT_OPTIONS, dashboardConfigMaps, oversized } from '../../k8s/config-maps.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import type { Options } from '../../lib/command/options.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { parseDuration } from '../../lib/duration.ts'
import { webAddress } from '../../lib/web-address.ts'
import { writeObjects } from '../generated/write-objects.ts'
import { BOARD_OPTION, FOLDER_OPTION, isChosen } from './options/choice-options.ts'
import { NAMESPACE_OPTION } from './options/namespace-option.ts'
import { CONFIG_MAP_FOLDER, readProjectBoards } from './project.ts'

const { namespace, prometheusUrl, scrapeInterval } = DEFAULT_OPTIONS

const OPTIONS = {
  out: { type: 'string', value: 'FOLDER', help: 'write a file for each, in a folder that holds nothing else' },
  namespace: { ...NAMESPACE_OPTION, default: namespace, help: 'where Grafana runs' },
  prometheus: {
    type: 'string',
    value: 'URL',
    default: prometheusUrl,
    parse: webAddress,
    need: 'an address that begins with http:// or https://',
    help: 'Prometheus, as Grafana reaches it',
  },
  board: BOARD_OPTION,
  folder: FOLDER_OPTION,
  scrape: {
    type: 'string',
    value: 'DURATION',
    default: scrapeInterval,
    parse: (text: string) => (parseDuration(text) === undefined ? undefined : text),
    need: 'a duration such as 15s',
    help: 'the scrape interval of that Prometheus',
  },
} as const satisfies Options

/** `config-maps`: the dashboards for a Grafana in Kubernetes. */
export const configMaps = defineCommand({
  name: 'npm run dashboards -- config-maps',
  summary: 'render the dashboards for a Grafana in Kubernetes',
  help: {
    about:
      'One ConfigMap for each dashboard, with the label grafana_dashboard: "1" that Grafana\'s sidecar looks for, and one with the provider and the data source for a Grafana without a sidecar.',
    uses: [
      ['npm run dashboards -- config-maps --out FOLDER', 'a file for each'],
      ['npm run --silent dashboards -- config-maps | kubectl apply --server-side -f -', 'all of them as one stream'],
    ],
    notes: `With the defaults they are in ${CONFIG_MAP_FOLDER}, kept current by \`npm run generate\`.`,
  },
  options: OPTIONS,
  exits: { good: 'done', bad: 'an error in a definition, or a dashboard that Kubernetes would refuse' },
  run: async ({ values }, io) => {
    const boards = accept(await readProjectBoards(), io)
    const options = {
      namespace: values.namespace,
      prometheusUrl: values.prometheus,
      scrapeInterval: values.scrape,
      folder: values.folder,
    }
    const chosen = boards.filter(({ uid }) => isChosen(values.board)(String(uid)))
    const maps = dashboardConfigMaps(generatedFiles(chosen, sha256), options)
    const problems = oversized(maps)
    for (const problem of problems) io.stderr(`${problem}\n`)
    if (problems.length > 0) return EXIT.bad
    const files = configMapFiles(maps)
    if (values.out === undefined) io.stdout([...files.values()].join('---\n'))
    else {
      await writeObjects(values.out, files, 'ConfigMap', io)
    }
    return EXIT.good
  },
})
