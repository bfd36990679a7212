import { expect, test } from 'vitest'
import { readIncidents } from '../ci/incident/project.ts'
import { readProofFacts, standingOf } from '../ci/incident/proofs.ts'
import { replayIncident } from '../ci/incident/replay.ts'
import { IMAGE_SCRIPTS } from '../ci/release/deploy/image-scripts.testkit.ts'
import { renderDiagnostics } from '../lib/diagnostic/diagnostic.ts'
import { deployProblems } from './deploys.testkit.ts'
import { replayProblems } from './replay/judge-replay.ts'

const project = await readIncidents(Object.keys(IMAGE_SCRIPTS))
const byName = project.incidents.map(incident => [incident.name, incident] as const)

test('every incident can be read', () => {
  expect(renderDiagnostics(project.diagnostics)).toBe('')
  expect(project.incidents.length).toBeGreaterThan(0)
})

test.each(byName)('%s: the alerts, the pages and the fault domain are those of its file', async (_, incident) => {
  expect(replayProblems(incident, await replayIncident(incident, project.replay))).toEqual([])
})

const deploys = byName.flatMap(([name, { deploys: all }]) => all.map(deploy => [name, deploy.image, deploy] as const))

test.each(deploys)('%s: a deploy of %s ends as its file says', async (_, __, deploy) => {
  expect(await deployProblems(deploy)).toEqual([])
})

test.each(byName)('%s: every proof holds', async (_, incident) => {
  const facts = await readProofFacts([incident], project.runbooks)
  const standings = incident.actions.map(action => [action.action, standingOf(action, facts)] as const)
  expect(standings.filter(([, { is }]) => is === 'unproven')).toEqual([])
})
