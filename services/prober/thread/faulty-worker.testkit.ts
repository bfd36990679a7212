import { parentPort, workerData } from 'node:worker_threads'

/** How a thread fails: it throws, exits, needs more memory than there is, or blocks its event loop. */
export type ThreadFault = 'throws' | 'leaves' | 'grows' | 'hangs'

const FAULTS: Readonly<Record<ThreadFault, () => void>> = {
  throws() {
    throw new Error('The thread goes wrong on purpose')
  },
  leaves: () => process.exit(7),
  grows() {
    for (let held: unknown; ; ) held = { held }
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
