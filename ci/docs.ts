import { readIfPresent, writeAtomically } from '../adapters/files/files.ts'
import { type JsonSchema, schemaOf } from '../lib/json/schema.ts'
import type { Fields } from '../lib/yaml/fields.ts'
import { DEFINITION_FIELDS } from '../services/prober/definition/fields.ts'
import { renderDiagnosticsDocument } from '../slo/definition/diagnostics/document.ts'
import { SLO_FILE_FIELDS } from '../slo/definition/slo-fields.ts'
import { renderMetricsDocument } from './metrics-document.ts'

/** A file that the code knows better than a person would: references for people, schemas for editors. */
interface GeneratedDocument {
  readonly file: string
  readonly render: () => string | Promise<string>
}

/** Every generated document of the repository; a new one is a row here. */
const DOCUMENTS: readonly GeneratedDocument[] = [
  { file: 'docs/diagnostics.md', render: renderDiagnosticsDocument },
  { file: 'docs/metrics.md', render: renderMetricsDocument },
  {
    file: 'services/prober/probes.schema.json',
    render: () => schemaText('What the prober probes', DEFINITION_FIELDS),
  },
  {
    file: 'slo/slo.schema.json',
    render: () => schemaText('SLOs of one service', SLO_FILE_FIELDS, { patternProperties: { '^x-': true } }),
  },
]

function schemaText(title: string, fields: Fields, more: JsonSchema = {}): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schemaOf(fields), ...more }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}

const HELP = `Writes the documents that are generated from code: references for people, schemas for editors.

  node ci/docs.ts            write those that changed
  node ci/docs.ts --check    write nothing; exit 1 when one is not what the code would write
`

/** What the command takes from its process. */
export interface DocsIo {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

/** Writes or checks the generated documents; 0 good, 1 stale, 2 wrong usage. */
export async function main(argv: readonly string[], io: DocsIo): Promise<number> {
  const [flag, ...rest] = argv
  if (flag === '--help') {
    io.stdout(HELP)
    return 0
  }
  if (rest.length > 0 || (flag !== undefined && flag !== '--check')) {
    io.stderr(HELP)
    return 2
  }
  const stale: string[] = []
  for (const { file, render } of DOCUMENTS) {
    const text = await render()
    if (flag === undefined) await writeAtomically(file, text)
    else if ((await readIfPresent(file)) !== text) stale.push(file)
  }
  for (const file of stale) io.stderr(`${file} is not what the code writes: run \`node ci/docs.ts\` and commit it\n`)
  return stale.length === 0 ? 0 : 1
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
  })
}
