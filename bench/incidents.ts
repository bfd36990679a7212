import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readIncidents } from '../ci/incident/project.ts'
import { type ProofFacts, readProofFacts, standingOf } from '../ci/incident/proofs.ts'
import { replayIncident } from '../ci/incident/replay.ts'
import { forEachAtOnce } from '../lib/for-each-at-once.ts'
import type { Incident } from '../postmortems/definition/model.ts'
import { replayProblems } from '../postmortems/replay/judge-replay.ts'
import type { RuleGroup } from '../slo/core/rule-group.ts'
import { complaintOf, copyTree } from '../tests/recipes.testkit.ts'
import { type RuleMutant, ruleMutants } from './incidents/rule-mutants.ts'

/**
 * Plants careless changes in everything that an incident names, and says which of them no incident notices:
 * `node bench/incidents.ts [WORD]`, where a word chooses incidents by name. `--times` only prints how long fifty replays take.
 */
const [word = ''] = process.argv.slice(2).filter(each => !each.startsWith('--'))
const project = await readIncidents()
const incidents = project.incidents.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const MOST = 50
const AT_ONCE = [1, 2]

async function times(): Promise<void> {
  const began = performance.now()
  const all = Array.from({ length: MOST }, (_, index) => incidents[index % incidents.length]).filter(
    each => each !== undefined,
  )
  await forEachAtOnce(all, AT_ONCE, async incident => void (await replayIncident(incident, project.replay)))
  say(`${((performance.now() - began) / 1000).toFixed(1)} s for ${all.length} replays of ${incidents.length} incidents`)
}

/** What is wrong with an incident under other rules, beside what is wrong without the rest of them. */
async function problems(incident: Incident, groups: readonly RuleGroup[]): Promise<readonly string[]> {
  return replayProblems(incident, await replayIncident(incident, { ...project.replay, groups }))
}

/** What was planted, and the incidents that notice it. */
const planted = new Map<string, string[]>()

function report(incident: Incident, what: string, isNoticed: boolean): void {
  const noticed = planted.get(what) ?? []
  planted.set(what, isNoticed ? [...noticed, incident.name] : noticed)
}

/** Changes that change nothing: no incident can notice them. */
const HARMLESS: ReadonlyMap<string, string> = new Map([
  ['ContainerMemoryNearLimit: 0 is 1', 'no limit is a single byte'],
  ['KubePodCrashLooping: 1 is 0.5', 'the series is 0 or 1'],
])

async function plantInRules(incident: Incident): Promise<void> {
  const mutants: readonly RuleMutant[] = ruleMutants(incident, project.replay)
  const baselines = new Map<string, readonly string[]>()
  for (const { alone, key } of mutants) {
    if (!baselines.has(key)) baselines.set(key, await problems(incident, alone))
  }
  await forEachAtOnce(mutants, AT_ONCE, async ({ what, key, groups }) => {
    const known = baselines.get(key) ?? []
    const found = await problems(incident, groups)
    report(
      incident,
      what,
      found.some(problem => !known.includes(problem)),
    )
  })
}

/** A limit that a proof relies on, in the wrong direction. */
function plantInLimits(incident: Incident, facts: ProofFacts): void {
  for (const action of incident.actions) {
    const { proof } = action
    if (proof?.by !== 'manifest') continue
    const last = proof.path.split('.').at(-1) ?? ''
    for (const object of facts.objects) {
      if (`${object.kind}/${object.metadata.name}` !== proof.object) continue
      const text = JSON.stringify(object)
      const changed = text.replace(new RegExp(`"${last}":"?(\\d+)`, 'g'), (all, value: string) => {
        const other = proof.bound.is === 'at_most' ? Number(value) * 2 : Math.floor(Number(value) / 2)
        return all.replace(value, String(other))
      })
      const objects = facts.objects.map(each => (each === object ? JSON.parse(changed) : each))
      report(
        incident,
        `${proof.path} in the wrong direction`,
        standingOf(action, { ...facts, objects }).is === 'unproven',
      )
    }
  }
}

/** The numbers of the gate, each in the direction that lets more pass. */
const GATE: readonly (readonly [file: string, from: string, to: string])[] = [
  ['ci/release/core/gate/hypotheses.ts', 'p0: 0.002, p1: 0.03', 'p0: 0.004, p1: 0.03'],
  ['ci/release/core/gate/hypotheses.ts', 'p0: 0.002, p1: 0.03', 'p0: 0.002, p1: 0.06'],
  ['ci/release/core/gate/hypotheses.ts', 'alpha: 0.001', 'alpha: 0.0001'],
  ['ci/release/core/gate/gate.testkit.ts', 'milliseconds(300)', 'milliseconds(600)'],
]

async function plantInGate(): Promise<void> {
  for (const [file, from, to] of GATE) {
    const { folder, remove } = await copyTree()
    try {
      const place = path.join(folder, file)
      const text = await readFile(place, 'utf8')
      if (!text.includes(from)) throw new Error(`${file} has no "${from}"`)
      await writeFile(place, text.replace(from, to))
      const tests = ['run', '--project', 'integration', 'postmortems', '-t', 'a deploy of']
      const isNoticed = (await complaintOf(folder, 'vitest', tests)) !== undefined
      planted.set(`${to} in ${file}`, isNoticed ? ['some'] : [])
    } finally {
      await remove()
    }
  }
}

if (process.argv.includes('--times')) await times()
else {
  const facts = await readProofFacts(incidents, project.runbooks)
  for (const incident of incidents) {
    const began = performance.now()
    await plantInRules(incident)
    plantInLimits(incident, facts)
    say(`${incident.name}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  }
  if (word === '') await plantInGate()
  const lived = [...planted].filter(([what, by]) => by.length === 0 && !HARMLESS.has(what)).map(([what]) => what)
  for (const what of lived) say(`not noticed: ${what}`)
  const harmless = [...planted.keys()].filter(what => HARMLESS.has(what)).length
  say(`${planted.size} planted, ${lived.length} not noticed, ${harmless} change nothing`)
  if (lived.length > 0) process.exitCode = 1
}
