import { parentPort, workerData } from 'node:worker_threads'

/** How a thread fails: it throws, exits, needs more memory than there is, or blocks its event loop. */
export type ThreadFault = 'throws' | 'leaves' | 'grows' | 'hangs'

const FAULTS: Readonly<Record<ThreadFault, () => void>> = {
  throws() {
    throw new Error('The thread goes wrong on purpose')
  },
  leaves: () => process.exit(7),
  // In steps: V8 ends the whole process when a loop allocates faster than the order to end the thread is heard.
  grows() {
    let held: unknown
    const more = (): void => {
      for (let count = 0; count < 20_000; count++) held = { held }
      setImmediate(more)
    }
    more()
  },
  hangs() {
    for (;;);
  },
}

/** The thread that ships, with a fault that it meets when it is ordered to confirm the probe `break`. */
await import('./worker.ts')
parentPort?.on('message', order => {
  if (order.type === 'confirm' && order.probe === 'break') FAULTS[workerData as ThreadFault]()
})
