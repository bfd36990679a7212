import { OUTPUT_VARIABLE } from '../../adapters/job-outputs.ts'
import { UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { GATE_LIMITS } from '../release/core/gate/limits.ts'
import type { Verdict } from '../release/core/gate/verdict.ts'
import { renderMarkdown } from '../release/core/gate-report/markdown.ts'
import { renderText } from '../release/core/gate-report/text.ts'
import { judgeRelease } from '../release/gate/judge-release.ts'
import { GATE_OPTIONS } from '../release/gate/options.ts'
import { isProjectFile, readQuestions } from '../release/gate/read-questions.ts'
import { leaveEvidence } from '../release/leave-evidence.ts'
import { stackIn } from '../stack/with-stack.ts'

/** `npm run gate`. */
const GATE = defineCommand({
  name: 'npm run gate',
  summary: 'decide whether the release that is out is good: proceed, hold or roll back',
  help: {
    about: `Probes each path that an SLO counts, ${GATE_LIMITS.answersPerSecond} answers a second of the release under test, until a sequential test decides. docs/gate.md says how, and how often it is wrong.`,
    uses: [
      ['npm run gate', 'the release of the running stack, on all paths'],
      ['npm run gate -- --release 3f2c1d9', 'a release by its name'],
      ['npm run gate -- --file mine.yaml', 'any addresses, in the format of docs/probes.md'],
      ['npm run gate -- --characteristic', 'how often it is wrong, by its own code'],
      ['npm run gate -- --characteristic --canary', 'the same of one canary beside the old release'],
      ['npm run gate -- --simulate', 'what bad releases cost users under other rules and under ours'],
    ],
    notes:
      "Addresses come from the environment, otherwise from the running stack. The requests are in no SLI of probes; they call themselves leadline-gate, and the edge's limits must not count the address they come from.",
    environment: [['GITHUB_STEP_SUMMARY', 'a file to which the report is added as Markdown'], OUTPUT_VARIABLE],
  },
  options: GATE_OPTIONS,
  exits: {
    good: 'proceed',
    bad: 'a broken file, or a fault of our own',
    rollBack: 'roll back',
    hold: 'hold: there is no decision, also when interrupted',
  },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values }, io) => {
    if (values.runs !== undefined && !values.characteristic && !values.simulate)
      throw new UsageError('--runs needs --characteristic or --simulate')
    if (values.simulate) {
      const { showSimulation } = await import('./gate-simulate.ts')
      await showSimulation(values.runs ?? 100, values.json, io)
      return EXIT.good
    }
    if (values.characteristic) {
      const { showCharacteristic } = await import('./gate-characteristic.ts')
      await showCharacteristic(values.runs ?? 1000, { file: values.json, isOfCanary: values.canary === true }, io)
      return EXIT.good
    }
    const stack = await stackIn(values.folder, io)
    const questions = await readQuestions({ file: values.file, paths: values.path, stack }, io)
    const release = values.release ?? (isProjectFile(values.file, io) ? stack?.release : undefined)
    const report = await judgeRelease(questions, release, values, io)
    io.stdout(renderText(report))
    const files = [{ file: values.json, text: `${JSON.stringify(report, undefined, 2)}\n` }]
    await leaveEvidence({ outputs: { verdict: report.verdict }, files, markdown: renderMarkdown(report) }, io)
    return EXIT_OF[report.verdict]
  },
})

export const main = GATE.run

const EXIT_OF = { proceed: EXIT.good, 'roll-back': EXIT.rollBack, hold: EXIT.hold } as const satisfies Record<
  Verdict,
  number
>
