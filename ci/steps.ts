import { performance } from 'node:perf_hooks'
import { runProgram } from '../adapters/processes/run-program.ts'
import { describeError } from '../lib/describe-error.ts'

/** One command that must exit 0. */
export interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

export interface StepResult {
  readonly name: string
  readonly isGood: boolean
}

/** Runs commands one after the other, all of them whatever happens, and shows the output of those that fail. */
export async function runSteps(steps: readonly Step[], write: (text: string) => void): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const step of steps) {
    const began = performance.now()
    const { isGood, output } = await runStep(step)
    const took = ((performance.now() - began) / 1000).toFixed(1)
    write(`${isGood ? '✓' : '✗'} ${step.name} (${took} s)\n`)
    if (!isGood) write(`${output.trimEnd()}\n`)
    results.push({ name: step.name, isGood })
  }
  return results
}

async function runStep({ command, args }: Step): Promise<{ readonly isGood: boolean; readonly output: string }> {
  try {
    const { isGood, stdout, stderr } = await runProgram(command, args)
    return { isGood, output: `${stdout}${stderr}` }
  } catch (error) {
    return { isGood: false, output: `Cannot run ${command}: ${describeError(error)}` }
  }
}
