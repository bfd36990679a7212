import { defineCommand } from '../../lib/command/run.ts'
import { checkGenerated, writeGenerated } from '../generated/bring-up-to-date.ts'
import { GENERATED_BOARDS } from './generated-boards.ts'
import { CONFIG_MAP_FOLDER, GENERATED_FOLDER } from './project.ts'

/** `generate`: definitions and code in, Grafana's JSON out. */
export const generate = defineCommand({
  name: 'npm run dashboards -- generate',
  summary: 'write the dashboards as JSON and as ConfigMaps',
  help: {
    about: 'Beside the dashboards stands a lock, which lists dashboards, panels and queries.',
    uses: [
      [
        'npm run dashboards -- generate',
        `${GENERATED_FOLDER}/<uid>.json and lock.json, ${CONFIG_MAP_FOLDER}/<uid>.yaml`,
      ],
    ],
    notes:
      'Dashboards read SLOs from slo/*.yaml and probes from the definitions of the prober: a new one brings its panels.',
  },
  options: { check: { type: 'boolean', help: 'write nothing; name the files that are not what the code says' } },
  exits: { good: 'done', bad: 'an error in a definition, or a stale file with --check' },
  run: ({ values }, io) =>
    values.check ? checkGenerated([GENERATED_BOARDS], io) : writeGenerated([GENERATED_BOARDS], io),
})
