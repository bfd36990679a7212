import { boundNameLookups } from '../../adapters/dns-names.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { type Examined, type Fact, selectFacts } from './core/fact.ts'
import { doctorDocument, isAllGood, renderExamined } from './core/report.ts'
import { examine } from './examine.ts'
import { FACTS } from './facts/facts.ts'
import { LOCAL_FACTS } from './local/local-facts.ts'
import { createLocalPlace } from './local/local-place.ts'
import { mendsFor } from './mends-for.ts'
import { createPlace, type Place } from './place/place.ts'
import { judgeClusterError } from './place/reading.ts'

const IDS: readonly string[] = [...FACTS, ...LOCAL_FACTS].map(({ id }) => id)

/** `npm run doctor`. */
const DOCTOR = defineCommand({
  name: 'npm run doctor',
  summary: 'say what is missing of an installation, and the command that mends it',
  help: {
    about:
      'Asks one question a line, all at once, in under 15 seconds, and changes nothing. A line that is not good is followed by what mends it; what can only be asked after that is named below it.',
    uses: [
      ['npm run doctor', 'the cluster of the kubeconfig, the edge, the names: whatever k8s/site.yaml names'],
      ['npm run doctor -- --local', 'this machine alone, for npm start'],
      ['npm run doctor -- --only platform', 'one fact, and what comes before it'],
      ['npm run doctor -- --json', 'for programs'],
    ],
    environment: [['KUBECONFIG', 'the cluster to ask; the user’s own file when absent']],
    notes:
      'A right that is missing and a part that is not installed yet are no failures, and said. docs/doctor.md lists every fact and the right that it needs.',
  },
  options: {
    json: { type: 'boolean', help: 'one JSON document: isGood, next, facts' },
    local: {
      type: 'boolean',
      excludes: 'site',
      help: 'what npm start needs: programs, ports, memory, disk, clock, names, browsers',
    },
    only: {
      type: 'string',
      value: 'FACT',
      multiple: true,
      parse: (text: string) => (IDS.includes(text) ? text : undefined),
      need: `one of ${FACTS.map(({ id }) => id).join(', ')}; with --local one of ${LOCAL_FACTS.map(({ id }) => id).join(', ')}`,
      help: 'ask this one, and what comes before it; may be given more than once',
    },
    site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines and images' },
  },
  exits: { good: 'nothing is to be mended', bad: 'something is' },
  mistakes: ({ local, only = [] }) => {
    const known: readonly { readonly id: string }[] = local === true ? LOCAL_FACTS : FACTS
    const other = only.filter(id => !known.some(fact => fact.id === id))
    return other.map(id => `${id} is a fact ${local === true ? 'of an installation: leave --local out' : 'of --local'}`)
  },
  run: async ({ values }, io) => {
    boundNameLookups()
    if (values.local) {
      const examined = await examine(selectFacts(LOCAL_FACTS, values.only ?? []), createLocalPlace(io))
      return report(examined, values.json, io)
    }
    const place = createPlace({ siteFile: values.site, env: io.env, now: io.now })
    const examined = await examinePlace(selectFacts(FACTS, values.only ?? []), place)
    return report(mendsFor(values.site, examined), values.json, io)
  },
})

export const main = DOCTOR.run

/** Asks facts of an installation; a deploy asks those that it stands on. */
export function examinePlace(facts: readonly Fact<Place>[], place: Place): Promise<readonly Examined[]> {
  return examine(facts, place, { judgeError: judgeClusterError })
}

function report(examined: readonly Examined[], isJson: boolean, io: CommandIo): GoodOrBad {
  io.stdout(isJson ? `${JSON.stringify(doctorDocument(examined), undefined, 2)}\n` : renderExamined(examined))
  return isAllGood(examined) ? EXIT.good : EXIT.bad
}
