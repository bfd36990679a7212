import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { DefinitionError } from '../../../lib/command/definition-error.ts'
import { EXIT } from '../../../lib/command/exit-codes.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { didYouMean } from '../../../lib/did-you-mean.ts'
import type { Incident } from '../../../postmortems/definition/model.ts'
import { replayProblems } from '../../../postmortems/replay/judge-replay.ts'
import { runVitest } from '../../commands/test.ts'
import { type IncidentProject, readIncidents } from '../project.ts'
import { readProofFacts, standingOf } from '../proofs.ts'
import { hasPromtool, replayIncident } from '../replay.ts'

/** The tests of which some deploy releases with the fault. */
const TESTS = 'postmortems/incidents.integration.test.ts'

/** `npm run incident -- verify`. */
export const VERIFY = defineCommand({
  name: 'npm run incident -- verify',
  summary: 'replay every incident, and check the proofs of its actions',
  help: {
    about:
      'As npm test does: signals through the real rules with promtool, deploys on a simulated clock, proofs in the files that they name. Mistakes of the files are said first, all at once.',
    uses: [
      ['npm run incident -- verify', 'every incident'],
      ['npm run incident -- verify memory', 'those whose name contains the word'],
    ],
    notes: 'Without promtool on the PATH the signals are not replayed, and everything else is checked.',
  },
  options: {},
  operands: { value: 'WORD', least: 0, most: 1, need: 'name one word of the incident at most' },
  exits: {
    good: 'each is noticed as its file says',
    bad: 'one is not, or a file has a mistake',
    blind: 'nothing is wrong, and a part could not be checked',
  },
  run: async ({ operands: [word] }, io) => {
    const project = await readIncidents()
    const chosen = chooseIncidents(project.incidents, word)
    if (project.diagnostics.length > 0) throw new DefinitionError(project.diagnostics)
    const canReplay = hasPromtool(io)
    const facts = await readProofFacts(chosen, project.runbooks)
    let isGood = true
    for (const incident of chosen) {
      const problems = canReplay ? replayProblems(incident, await replayIncident(incident, project.replay)) : []
      const standings = incident.actions.map(action => ({ action, standing: standingOf(action, facts) }))
      const unproven = standings.flatMap(({ action, standing }) =>
        standing.is === 'unproven' ? [`"${action.action}" is not proven: ${standing.problem}.`] : [],
      )
      const open = standings.filter(({ standing }) => standing.is === 'open').length
      isGood &&= sayWhatIsWrong(incident, [...problems, ...unproven], open, io)
    }
    const deploys = chosen.filter(incident => incident.deploys.length > 0)
    if (deploys.length > 0) isGood = (await areDeploysGood(deploys)) && isGood
    if (!isGood) return EXIT.bad
    return canReplay ? EXIT.good : EXIT.blind
  },
})

function chooseIncidents(incidents: IncidentProject['incidents'], word: string | undefined): readonly Incident[] {
  if (word === undefined) return incidents
  const found = incidents.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()))
  if (found.length > 0) return found
  const meant = didYouMean(word, ['help', ...incidents.flatMap(({ name }) => name.split(' '))])
  throw new UsageError(`No incident has "${word}" in its name${meant === undefined ? '' : `: did you mean ${meant}?`}`)
}

function sayWhatIsWrong({ name, file }: Incident, problems: readonly string[], open: number, io: CommandIo): boolean {
  const left = open === 0 ? '' : `, ${open} of its actions open`
  io.stdout(`${problems.length === 0 ? 'good' : 'bad '} ${name}${left}\n`)
  for (const problem of problems) io.stdout(`     ${problem}\n`)
  if (problems.length > 0) io.stdout(`     in ${file}\n`)
  return problems.length === 0
}

/** Deploys run on what the tests have: a cluster and pods by script, and a clock that is moved. */
async function areDeploysGood(incidents: readonly Incident[]): Promise<boolean> {
  const escaped = incidents.map(({ name }) => name.replace(/[^\w\s]/g, '\\$&'))
  const only = ['-t', `^(${escaped.join('|')}): a deploy of`]
  const { failed } = await runVitest(['--project', 'integration', TESTS, ...only])
  return failed === 0
}
