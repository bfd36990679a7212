import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { runFamily } from '../../lib/command/run.ts'
import { BUILD } from './build.ts'
import { CHECK } from './check.ts'
import { PIN } from './pin.ts'

/** `npm run images`. */
const IMAGES: CommandFamily = {
  name: 'npm run images',
  summary: 'the images of site.yaml: what they are by their digests, and how ours is built',
  commands: { pin: PIN, check: CHECK, build: BUILD },
}

/** Runs one of them; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(IMAGES, argv, io)
}
