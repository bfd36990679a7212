/** The prober's program, in the repository and in its image. */
export const PROBER_FILE = 'services/prober/main.ts'

/** What the prober runs in a thread of its own. */
export const PROBER_WORKER_FILE = 'services/prober/thread/worker.ts'
