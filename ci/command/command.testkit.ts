import type { CommandIo } from './command.ts'

/** Runs a command as a shell would, and keeps its exit code and everything it said. */
export async function runQuietly(
  main: (argv: readonly string[], io: CommandIo) => Promise<number>,
  argv: readonly string[],
  env: CommandIo['env'] = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  const io = {
    stdout: (text: string) => {
      out += text
    },
    stderr: (text: string) => {
      err += text
    },
    env,
  }
  return { code: await main(argv, io), out, err }
}
