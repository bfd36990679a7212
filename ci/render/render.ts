import { handMadeOf } from '../../k8s/hand-made/hand-made.ts'
import { isRenderedFile, renderFiles, renderStream, type SetName } from '../../k8s/render/sets.ts'
import { DEFAULT_RENDER_OPTIONS } from '../../k8s/render/values.ts'
import { commandFor, SITE_FILE } from '../../k8s/site/site-file.ts'
import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import type { Options } from '../../lib/command/options.ts'
import { defineCommand, runFamily } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { applySet } from './apply.ts'
import { DIFF } from './diff.ts'
import { EDGE } from './edge.ts'
import { OPERATOR } from './operator.ts'
import { writeFolder } from './out-folder.ts'
import { readSite, renderProject } from './project.ts'
import { SITE_FACTS } from './site-facts.ts'

const OPTIONS = {
  site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
  apply: {
    type: 'boolean',
    excludes: 'out',
    help: 'apply it in the cluster of the kubeconfig, which site.yaml must name',
  },
  out: {
    type: 'string',
    value: 'FOLDER',
    help: 'write a file for each object, in a folder that holds nothing but this set',
  },
  release: {
    type: 'string',
    value: 'NAME',
    parse: (text: string) => (/^[A-Za-z0-9][\w.-]{0,62}$/.test(text) ? text : undefined),
    need: 'up to 63 letters, digits and . _ -',
    help: 'the name of this version, as x-release carries it; that of the image when absent',
  },
} as const satisfies Options

interface RenderValues {
  readonly site: string
  readonly apply: boolean
  readonly out: string | undefined
  readonly release: string | undefined
}

const SUMMARIES: Readonly<Record<SetName, string>> = {
  platform: 'what needs rights in the whole cluster: a person applies it once, and when it changes',
  release: 'the rest, which the deployer applies',
}

function renderCommand(set: SetName) {
  const name = `npm run render -- ${set}`
  return defineCommand({
    name,
    summary: SUMMARIES[set],
    help: {
      uses: [
        [`${name} --apply`, 'into the cluster that site.yaml names; the first platform writes its name there'],
        [
          `npm run --silent render -- ${set} | kubectl apply --server-side -f -`,
          'the same by hand; kubectl does not look whether it is the cluster that site.yaml names',
        ],
        [`${name} --out FOLDER`, 'a file for each object, for Argo CD or Flux'],
      ],
      notes: 'The manifests lie in k8s/, and every one is checked before it is written.',
    },
    options: OPTIONS,
    exits: { good: 'done', bad: 'a mistake in site.yaml or in a manifest' },
    run: ({ values }, io) => render(set, values, io),
  })
}

async function render(set: SetName, values: RenderValues, io: CommandIo): Promise<GoodOrBad> {
  const site = accept(await readSite(values.site), io)
  if (site === undefined) throw new DefinitionError([])
  const options = { ...DEFAULT_RENDER_OPTIONS, ...(values.release === undefined ? {} : { release: values.release }) }
  const sets = accept(await renderProject(site, options), io)
  if (values.apply)
    return applySet({ set, sets, uid: site.cluster.uid, siteFile: values.site, handMade: handMadeOf(site) }, io)
  const manifests = sets[set]
  if (site.cluster.uid === undefined) io.stderr(noUid(values.site))
  if (values.out === undefined) {
    io.stdout(renderStream(manifests))
    return EXIT.good
  }
  const files = renderFiles(set, manifests)
  await writeFolder(values.out, files, (_, text) => isRenderedFile(set, text))
  io.stdout(`${values.out}: ${count(files.size, 'object')} of the ${set} set, platform ${sets.platformHash}\n`)
  return EXIT.good
}

/** `npm run render`. */
const RENDER: CommandFamily = {
  name: 'npm run render',
  summary: 'render the two sets of manifests for the cluster, which are never mixed, and the edge machine',
  commands: {
    platform: renderCommand('platform'),
    release: renderCommand('release'),
    edge: EDGE,
    operator: OPERATOR,
    site: SITE_FACTS,
    diff: DIFF,
  },
}

/** Runs one of them; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  // A flavour is an option by its nature, and a command of its own by what it does.
  const isFlavour = argv[0]?.startsWith('--flavour') === true
  return runFamily(RENDER, isFlavour ? ['operator', ...argv] : argv, io)
}

function noUid(siteFile: string): string {
  const apply = commandFor(siteFile, 'npm run render -- platform --apply')
  return `${siteFile} does not name its cluster: \`${apply}\` writes it, or take it from \`kubectl get namespace kube-system -o jsonpath="{.metadata.uid}"\`.\n`
}
