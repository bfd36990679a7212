import { compareFolder, replaceFolder } from '../../adapters/files/generated-folder.ts'
import { isRenderedFile, renderFiles, renderStream, SETS, type SetName } from '../../k8s/render/sets.ts'
import { DEFAULT_RENDER_OPTIONS } from '../../k8s/render/values.ts'
import { UsageError } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { readSite, renderProject, SITE_FILE } from './project.ts'

/** `npm run render`. */
const RENDER = defineCommand({
  name: 'npm run render',
  summary: 'render the manifests for the cluster from site.yaml',
  help: {
    about:
      'Two sets, never mixed: platform is everything that needs rights in the whole cluster, and a person applies it when it changes; release is the rest, which the deployer applies.',
    uses: [
      ['npm run --silent render -- platform | kubectl apply --server-side -f -', 'once, and when it changes'],
      ['npm run --silent render -- release | kubectl apply --server-side -f -', 'the rest'],
      ['npm run render -- release --out FOLDER', 'a file for each object, for Argo CD or Flux'],
    ],
  },
  options: {
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
    out: { type: 'string', value: 'FOLDER', help: 'write a file for each object, in a folder that holds nothing else' },
    release: {
      type: 'string',
      value: 'NAME',
      parse: (text: string) => (/^[A-Za-z0-9][\w.-]{0,62}$/.test(text) ? text : undefined),
      need: 'up to 63 letters, digits and . _ -',
      help: 'the name of this version, as x-release carries it; that of the image when absent',
    },
  },
  operands: { value: 'SET', least: 1, most: 1, need: `name one set: ${SETS.join(' or ')}`, choices: SETS },
  exits: { good: 'done', bad: 'a mistake in site.yaml or in a manifest' },
  run: async ({ values, operands: [set] }, io) => {
    const site = accept(await readSite(values.site), io)
    if (site === undefined) throw new DefinitionError([])
    const options = { ...DEFAULT_RENDER_OPTIONS, ...(values.release === undefined ? {} : { release: values.release }) }
    const sets = accept(await renderProject(site, options), io)
    const manifests = sets[set as SetName]
    if (site.cluster.uid === undefined) io.stderr(NO_UID)
    if (values.out === undefined) {
      io.stdout(renderStream(manifests))
      return EXIT.good
    }
    const files = renderFiles(manifests)
    await refuseOtherFiles(values.out, files)
    await replaceFolder(values.out, files)
    io.stdout(`${values.out}: ${count(files.size, 'object')} of the ${set} set, platform ${sets.platformHash}\n`)
    return EXIT.good
  },
})

export const main = RENDER.run

const NO_UID =
  "site.yaml does not name its cluster: write cluster.uid, from `kubectl get namespace kube-system -o jsonpath='{.metadata.uid}'`.\n"

/** Left-over files are removed, so a folder with other files in it is not the one that was meant. */
async function refuseOtherFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const changes = await compareFolder(folder, files, isRenderedFile)
  const foreign = changes.filter(({ kind }) => kind === 'foreign').map(({ file }) => file)
  if (foreign.length === 0) return
  throw new UsageError(`--out takes a folder that holds nothing else, and there is ${foreign.slice(0, 3).join(', ')}.`)
}
