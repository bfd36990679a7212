import path from 'node:path'
import { readSource, readSources } from '../../adapters/files/files.ts'
import { type EdgeSources, edgeFiles, isEdgeFile } from '../../k8s/edge/edge-machine.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { writeFolder } from './out-folder.ts'
import { readSiteFile } from './project.ts'

/** `npm run render -- edge`. */
export const EDGE = defineCommand({
  name: 'npm run render -- edge',
  summary: 'the machine in front of the cluster: its Nginx, and the script that installs it there',
  help: {
    uses: [
      ['npm run render -- edge --out FOLDER', 'the folder to copy to the edge machine; there run: sh install.sh'],
      ['npm run --silent render -- edge', 'the site of Nginx, to read'],
    ],
    notes: 'docs/edge.md says what the script does, and how to take it back.',
  },
  options: {
    site: {
      type: 'string',
      value: 'FILE',
      default: SITE_FILE,
      help: 'names, addresses and the kind of the certificate',
    },
    out: { type: 'string', value: 'FOLDER', help: 'write the files, into a folder that holds nothing else' },
  },
  exits: { good: 'done', bad: 'a mistake in site.yaml' },
  run: ({ values }, io) => renderEdge(values.site, values.out, io),
})

async function renderEdge(siteFile: string, out: string | undefined, io: CommandIo): Promise<GoodOrBad> {
  const { parsed } = await readSiteFile(siteFile)
  const site = accept(parsed, io)
  if (site === undefined) throw new DefinitionError([])
  const files = edgeFiles(site, await readEdgeSources())
  if (out === undefined) {
    io.stdout(files.get('nginx.conf') ?? '')
    return EXIT.good
  }
  await writeFolder(out, files, (_, text) => isEdgeFile(text))
  io.stdout(
    `${out}: ${count(files.size, 'file')} for ${site.edgeAddress}; copy the folder there, and run sh install.sh in it as root\n`,
  )
  return EXIT.good
}

/** Reads what an edge is made from. */
export async function readEdgeSources(repository = '.'): Promise<EdgeSources> {
  const folder = path.join(repository, 'services/edge')
  const [{ text: template }, ...scripts] = await Promise.all([
    readSource(path.join(folder, 'edge.conf.template')),
    ...['.sh', '.service', '.timer'].map(ending => readSources(path.join(folder, 'machine'), ending)),
  ])
  return { template, scripts: new Map(scripts.flat().map(({ path: file, text }) => [path.basename(file), text])) }
}
