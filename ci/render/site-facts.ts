import { parse } from 'yaml'
import { leaveOutputs, OUTPUT_VARIABLE } from '../../adapters/job-outputs.ts'
import { withoutVersion } from '../../k8s/images/reference.ts'
import type { Site } from '../../k8s/site/model.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import type { Diagnostic } from '../../lib/diagnostic/diagnostic.ts'
import { textAt } from '../../lib/json/path.ts'
import { readSiteFile } from './project.ts'

/** `npm run render -- site`. */
export const SITE_FACTS = defineCommand({
  name: 'npm run render -- site',
  summary: 'what the site file asks of a workflow, one NAME=VALUE a line',
  help: {
    about:
      'Nothing is deployed as long as the file has placeholders and nothing else wrong, or names no cluster: a repository that was just made from this one is no failure. Any other mistake is.',
    uses: [
      ['npm run render -- site', 'whether there is something to deploy to, the public address, processors and image'],
    ],
    environment: [OUTPUT_VARIABLE],
  },
  options: { site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' } },
  exits: { good: 'said', bad: 'a mistake in site.yaml' },
  run: async ({ values }, io) => {
    const { file, parsed } = await readSiteFile(values.site)
    const facts = isUntouched(file.text, parsed.diagnostics) ? NOT_FILLED_IN : siteFacts(accept(parsed, io))
    for (const [name, value] of Object.entries(facts)) io.stdout(`${name}=${value}\n`)
    await leaveOutputs(io, facts)
    return EXIT.good
  },
})

type Facts = Readonly<Record<string, string>>

const NOT_FILLED_IN: Facts = { deploys: 'no', why: 'the site file is not filled in' }

/** Only what comes with the repository is left to write, and no cluster is named: nothing was installed by this file. */
function isUntouched(text: string, diagnostics: readonly Diagnostic[]): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const areOnlyPlaceholders = errors.length > 0 && errors.every(({ code }) => code === 'placeholder')
  return areOnlyPlaceholders && textAt(parse(text), 'cluster', 'uid') === ''
}

/** What the workflow of a deploy needs to know; each is named as the variable or option that takes it, or as in the site file. */
function siteFacts(site: Site | undefined): Facts {
  if (site === undefined) throw new DefinitionError([])
  const { cluster, reach, names, images } = site
  if (cluster.uid === undefined) return { deploys: 'no', why: 'the site file names no cluster' }
  return {
    deploys: 'yes',
    reach,
    host: names.site,
    url: `https://${names.site}/`,
    platforms: images.platforms.map(processor => `linux/${processor}`).join(','),
    image: withoutVersion(images.leadline),
  }
}
