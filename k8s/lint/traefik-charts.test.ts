import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import Ajv from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { textAt } from '../../lib/json/path.ts'
import { exampleSets } from '../render/example.testkit.ts'

/** The charts' own schemas, where they are at hand; they are no part of this repository. */
const FOLDER = path.resolve(import.meta.dirname, '../../../shared/conformance/traefik')
const SCHEMAS = existsSync(FOLDER) ? readdirSync(FOLDER).filter(name => name.startsWith('values.schema-')) : []

test.skipIf(SCHEMAS.length === 0)(
  `our values are those of the charts ${SCHEMAS.join(', ') || '(skipped: their schemas are not at hand)'}`,
  async () => {
    const { platform } = await exampleSets()
    const chart = platform.find(({ object }) => object.kind === 'HelmChartConfig')?.object
    const values = parse(textAt(chart, 'spec', 'valuesContent'))
    for (const name of SCHEMAS) {
      const validate = new Ajv.default({ strict: false, allErrors: true }).compile(
        JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')),
      )
      expect(validate(values), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true)
      expect(validate({ ...values, providers: { kubernetesIngres: {} } }), name).toBe(false)
    }
  },
)
