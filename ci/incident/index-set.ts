import path from 'node:path'
import { hasErrors } from '../../lib/diagnostic/diagnostic.ts'
import { type Beside, type IndexedIncident, renderIndex } from '../../postmortems/index/render-index.ts'
import { DRILLS } from '../../services/stack/drill/drills.ts'
import type { Promised } from '../../services/stack/drill/promised.ts'
import { CLUSTER_DRILLS } from '../drill/drills.ts'
import type { GeneratedSet } from '../generated/generated-set.ts'
import { POSTMORTEMS, readIncidents } from './project.ts'
import { readProofFacts, standingOf } from './proofs.ts'

const INDEX = 'README.md'

/** The table of all incidents. */
export const GENERATED_INDEX: GeneratedSet = {
  name: 'Table of incidents',
  files: `${POSTMORTEMS}/${INDEX}`,
  async make() {
    const { incidents, known, runbooks, diagnostics } = await readIncidents()
    if (hasErrors(diagnostics)) return { value: [], diagnostics }
    const facts = await readProofFacts(incidents, runbooks)
    const indexed = incidents.map((incident): IndexedIncident => {
      const open = incident.actions.filter(action => standingOf(action, facts).is !== 'proven')
      return { incident, folder: path.basename(path.dirname(incident.file)), open }
    })
    const all: readonly (readonly [string, Promised])[] = [...Object.entries(DRILLS), ...Object.entries(CLUSTER_DRILLS)]
    const drills = all.map(([name, { faultDomain, ticket }]) => ({
      name,
      faultDomain,
      ...(ticket === undefined ? {} : { alert: ticket.alert }),
    }))
    const beside: Beside = { alerts: known.alerts.toSorted(), drills }
    return { value: [{ folder: POSTMORTEMS, files: new Map([[INDEX, renderIndex(indexed, beside)]]) }], diagnostics }
  },
}
