import { spawn } from 'node:child_process'

/**
 * Lets a process group go on that this process stops (SIGSTOP), should this process end before it does so itself: a stopped
 * process does not even notice that it is asked to end. The guard waits on a pipe, which the system closes however this
 * process ends. Gives what dismisses it.
 */
export function guardStopped(pid: number): () => void {
  const guard = spawn('sh', ['-c', 'read -r _; kill -s CONT -- "-$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // In a session of its own, so that what ends the terminal's processes leaves it to do its work.
    detached: true,
  })
  // Without it the drill goes on all the same, and the next start of the stack ends what is left.
  guard.on('error', () => undefined)
  guard.stdin.on('error', () => undefined)
  guard.unref()
  return () => guard.stdin.end()
}
