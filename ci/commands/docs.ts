import path from 'node:path'
import { renderImageDiagnostics } from '../../k8s/images/document.ts'
import { renderPoliciesDocument } from '../../k8s/lint/document.ts'
import { SITE_FIELDS } from '../../k8s/site/fields.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { type JsonSchema, schemaOf } from '../../lib/json/schema.ts'
import type { Fields } from '../../lib/yaml/fields.ts'
import { INCIDENT_FILE_FIELDS } from '../../postmortems/definition/fields.ts'
import { DEFINITION_FIELDS } from '../../services/prober/definition/fields.ts'
import { renderDiagnosticsDocument } from '../../slo/definition/diagnostics/document.ts'
import { SLO_FILE_FIELDS } from '../../slo/definition/slo-fields.ts'
import { renderDoctorDocument } from '../doctor/document.ts'
import { HAND_MADE_GUIDES, renderGuide } from '../doctor/guides.ts'
import { checkGenerated, writeGenerated } from '../generated/bring-up-to-date.ts'
import type { GeneratedSet } from '../generated/generated-set.ts'
import { renderContextFilter } from '../image/context-files.ts'
import { DEPLOY_GUIDE, deployGuide } from '../release/command/deploy-document.ts'
import { characteristicPicture, GATE_GUIDE, gateGuide } from '../release/gate/characteristic-documents.ts'
import { simulationPicture } from '../release/gate/simulation-documents.ts'
import { renderMetricsDocument } from './metrics-document.ts'
import { renderIncidentDiagnostics, renderProbeDiagnostics, renderSiteDiagnostics } from './mistakes-document.ts'

/** A file that the code knows better than a person would: references for people, schemas for editors. */
interface GeneratedDocument {
  readonly file: string
  readonly render: () => string | Promise<string>
}

/** Every generated document of the repository; a new one is a row here. */
const DOCUMENTS: readonly GeneratedDocument[] = [
  { file: '.dockerignore', render: renderContextFilter },
  ...HAND_MADE_GUIDES.map(file => ({ file, render: () => renderGuide(file) })),
  { file: DEPLOY_GUIDE, render: deployGuide },
  { file: 'docs/deploy-simulation.svg', render: simulationPicture },
  { file: 'docs/diagnostics.md', render: renderDiagnosticsDocument },
  { file: 'docs/doctor.md', render: renderDoctorDocument },
  { file: 'docs/incident-diagnostics.md', render: renderIncidentDiagnostics },
  { file: 'docs/probe-diagnostics.md', render: renderProbeDiagnostics },
  { file: 'docs/site-diagnostics.md', render: renderSiteDiagnostics },
  { file: 'docs/image-diagnostics.md', render: renderImageDiagnostics },
  { file: 'docs/gate-characteristic.svg', render: characteristicPicture },
  { file: GATE_GUIDE, render: gateGuide },
  { file: 'docs/manifest-policies.md', render: renderPoliciesDocument },
  { file: 'docs/metrics.md', render: renderMetricsDocument },
  { file: 'postmortems/incident.schema.json', render: () => schemaText('An incident', INCIDENT_FILE_FIELDS) },
  { file: 'k8s/site.schema.json', render: () => schemaText('Names and machines of an installation', SITE_FIELDS) },
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

/** The reference documents for people, and the schemas for editors. */
export const GENERATED_DOCUMENTS: GeneratedSet = {
  name: 'Reference documents and schemas',
  files: DOCUMENTS.map(({ file }) => file).join(', '),
  async make() {
    const value = []
    for (const { file, render } of DOCUMENTS) {
      value.push({ folder: path.dirname(file), files: new Map([[path.basename(file), await render()]]) })
    }
    return { value, diagnostics: [] }
  },
}

/** `node ci/docs.ts`. */
const DOCS = defineCommand({
  name: 'node ci/docs.ts',
  summary: 'write the reference documents and the schemas',
  help: {
    about: 'References for people and schemas for editors, all from code.',
    uses: [
      ['node ci/docs.ts', 'write those that changed'],
      ['node ci/docs.ts --check', 'name those that are stale'],
    ],
  },
  options: { check: { type: 'boolean', help: 'write nothing; exit 1 when a file is not what the code would write' } },
  exits: { good: 'done', bad: 'a stale file with --check' },
  run: ({ values }, io) =>
    values.check ? checkGenerated([GENERATED_DOCUMENTS], io) : writeGenerated([GENERATED_DOCUMENTS], io),
})

export const main = DOCS.run
