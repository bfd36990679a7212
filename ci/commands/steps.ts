import { performance } from 'node:perf_hooks'
import { runProgram } from '../../adapters/processes/run-program.ts'
import { describeError } from '../../lib/describe-error.ts'
import { forEachAtOnce } from '../../lib/for-each-at-once.ts'

/** One command that must exit 0. */
export interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** What its environment has beside ours, where ours does not say it. */
  readonly env?: Readonly<Record<string, string>>
}

export interface StepResult {
  readonly name: string
  readonly isGood: boolean
}

/** A processor each: a step that starts threads of its own, such as promtool, shares with one other. */
const AT_ONCE = [1, 2]

/** Runs every command whatever happens, two at once; reports each as it ends, and shows the output of those that fail. */
export async function runSteps(steps: readonly Step[], write: (text: string) => void): Promise<readonly StepResult[]> {
  const good = new Set<Step>()
  await forEachAtOnce(steps, AT_ONCE, async step => {
    const began = performance.now()
    const { isGood, output } = await runStep(step)
    const took = ((performance.now() - began) / 1000).toFixed(1)
    write(`${isGood ? '✓' : '✗'} ${step.name} (${took} s)\n`)
    if (!isGood) write(`${output.trimEnd()}\n`)
    else good.add(step)
  })
  return steps.map(step => ({ name: step.name, isGood: good.has(step) }))
}

async function runStep({ command, args, env }: Step): Promise<{ readonly isGood: boolean; readonly output: string }> {
  try {
    const { isGood, stdout, stderr } = await runProgram(command, args, { env: { ...env, ...process.env } })
    return { isGood, output: `${stdout}${stderr}` }
  } catch (error) {
    return { isGood: false, output: `Cannot run ${command}: ${describeError(error)}` }
  }
}
