import { readIfPresent } from '../../adapters/files/files.ts'
import { compareFolder, replaceFolder } from '../../adapters/files/generated-folder.ts'
import { generatedFiles } from '../../dashboards/generated-files.ts'
import {
  configMapFiles,
  DEFAULT_OPTIONS,
  dashboardConfigMaps,
  isGeneratedHere,
  oversized,
} from '../../k8s/config-maps.ts'
import { UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import type { Options } from '../../lib/command/options.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { parseDuration } from '../../lib/duration.ts'
import { webAddress } from '../../lib/web-address.ts'
import { CONFIG_MAP_FOLDER, readProjectBoards, sha256 } from './project.ts'

const { namespace, prometheusUrl, scrapeInterval } = DEFAULT_OPTIONS

const OPTIONS = {
  out: { type: 'string', value: 'FOLDER', help: 'write a file for each, in a folder that holds nothing else' },
  namespace: {
    type: 'string',
    value: 'NAME',
    default: namespace,
    parse: (text: string) => (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text) ? text : undefined),
    need: 'up to 63 small letters, digits and dashes, as Kubernetes names namespaces',
    help: 'where Grafana runs',
  },
  prometheus: {
    type: 'string',
    value: 'URL',
    default: prometheusUrl,
    parse: webAddress,
    need: 'an address that begins with http:// or https://',
    help: 'Prometheus, as Grafana reaches it',
  },
  scrape: {
    type: 'string',
    value: 'DURATION',
    default: scrapeInterval,
    parse: (text: string) => (parseDuration(text) === undefined ? undefined : text),
    need: 'a duration such as 15s',
    help: 'the scrape interval of that Prometheus',
  },
} as const satisfies Options

/** Left-over files are removed, so a folder with other files in it is not the one that was meant. */
async function refuseOtherFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const others: string[] = []
  for (const { file, kind } of await compareFolder(folder, files)) {
    if (kind !== 'missing' && !isGeneratedHere((await readIfPresent(file)) ?? '')) others.push(file)
  }
  if (others.length === 0) return
  throw new UsageError(`--out takes a folder that holds nothing else, and there is ${others.slice(0, 3).join(', ')}.`)
}

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
    }
    const maps = dashboardConfigMaps(generatedFiles(boards, sha256), options)
    const problems = oversized(maps)
    for (const problem of problems) io.stderr(`${problem}\n`)
    if (problems.length > 0) return EXIT.bad
    const files = configMapFiles(maps)
    if (values.out === undefined) io.stdout([...files.values()].join('---\n'))
    else {
      await refuseOtherFiles(values.out, files)
      const changes = await replaceFolder(values.out, files)
      io.stdout(`${count(files.size, 'ConfigMap')} in ${values.out}, ${count(changes.length, 'file')} changed\n`)
    }
    return EXIT.good
  },
})
