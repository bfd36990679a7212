import type { CommandIo } from './command.ts'

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A process for a command under test: no environment, no terminal, no signals; what is said goes to `hear`. */
export function testIo(hear: (text: string) => void, changes: Partial<CommandIo> = {}): CommandIo {
  return {
    stdout: hear,
    stderr: hear,
    env: {},
    repository: process.cwd(),
    now: () => new Date(),
    monotonic: () => performance.now(),
    signal: new AbortController().signal,
    onSignal: () => () => undefined,
    ...changes,
  }
}

/** Runs a command as a shell would, and keeps its exit code and everything it said. */
export async function runQuietly(
  run: (argv: readonly string[], io: CommandIo) => Promise<number>,
  argv: readonly string[],
  changes: Partial<CommandIo> = {},
): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []]
  const channels = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text) }
  const code = await run(
    argv,
    testIo(() => undefined, { ...channels, ...changes }),
  )
  return { code, out: out.join(''), err: err.join('') }
}
