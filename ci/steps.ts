import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'

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
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => output.push(text))
  try {
    const [code] = await once(child, 'close')
    return { isGood: code === 0, output: output.join('') }
  } catch (error) {
    return { isGood: false, output: `Cannot run ${command}: ${String(error)}` }
  }
}
