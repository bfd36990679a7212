import { parseArgs } from 'node:util'
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
import { count } from '../../lib/count.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { parseDuration } from '../../lib/duration.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { CONFIG_MAP_FOLDER, readProjectBoards, sha256 } from './project.ts'

const { namespace, prometheusUrl, scrapeInterval } = DEFAULT_OPTIONS

const HELP = `Renders the boards as ConfigMaps for a Grafana in Kubernetes: one for each board, with the label grafana_dashboard: "1"
that Grafana's sidecar looks for, and one with the provider and the data source for a Grafana without a sidecar.

  npm run dashboards -- config-maps --out FOLDER     a file for each, in a folder that holds nothing else
  npm run --silent dashboards -- config-maps | kubectl apply --server-side -f -
      --namespace NAME   where Grafana runs (${namespace})
      --prometheus URL   Prometheus, as Grafana reaches it (${prometheusUrl})
      --scrape DURATION  how often that Prometheus scrapes (${scrapeInterval})

With the defaults they are in ${CONFIG_MAP_FOLDER}, kept current by \`npm run dashboards\`.

Exit codes: 0 done · 1 an error in a definition, or a board that Kubernetes would refuse · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      namespace: { type: 'string', default: namespace },
      prometheus: { type: 'string', default: prometheusUrl },
      scrape: { type: 'string', default: scrapeInterval },
      out: { type: 'string' },
    },
  })
  const mistakes = [
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(values.namespace) ? [] : `"${values.namespace}" is no namespace.`,
    /^https?:$/.test(URL.parse(values.prometheus)?.protocol ?? '') ? [] : `"${values.prometheus}" is no address.`,
    parseDuration(values.scrape) === undefined ? `"${values.scrape}" is no duration such as 15s.` : [],
  ].flat()
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'))
  const { value: boards, diagnostics } = await readProjectBoards()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
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
    await refuseStrangers(values.out, files)
    const changes = await replaceFolder(values.out, files)
    io.stdout(`${count(files.size, 'ConfigMap')} in ${values.out}, ${count(changes.length, 'file')} changed\n`)
  }
  return EXIT.good
}

/** What is left over goes; so a folder with files of somebody else is not the one that was meant. */
async function refuseStrangers(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const strangers: string[] = []
  for (const { file, kind } of await compareFolder(folder, files)) {
    if (kind !== 'missing' && !isGeneratedHere((await readIfPresent(file)) ?? '')) strangers.push(file)
  }
  if (strangers.length === 0) return
  throw new UsageError(
    `--out takes a folder that holds nothing else, and there is ${strangers.slice(0, 3).join(', ')}.`,
  )
}

/** `config-maps`: the boards for a Grafana in Kubernetes. */
export const configMaps: Command = { summary: 'render the boards for a Grafana in Kubernetes', help: HELP, run }
