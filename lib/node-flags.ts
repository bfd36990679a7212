/**
 * The most that a heap of one of our programs takes, in MiB; the prober has two, one for each thread. V8
 * lets garbage pile up to half of what is left of a heap: with 53 MiB a prober of 1,000 probes took 155 MiB of memory,
 * with 40 it takes 135 and no more processor time (`node bench/prober.ts --only thousand`).
 */
const HEAP_MEBIBYTES = 40

/** The memory limit of a pod that runs one, in MiB: half as much again as the most that load reached; docs/kubernetes.md has the figures. */
export const MEMORY_LIMIT_MEBIBYTES = 76

/**
 * How Node runs one of our own programs, wherever that is; `node bench/prober.ts` shows what they cost and save. The heap is
 * small because the programs keep little: Node would otherwise let garbage pile up to a share of the machine. V8's last
 * compilers, for JavaScript and for WebAssembly, with which undici reads HTTP, cost more than ten MiB. They would make a
 * prober that is always busy up to a fifth cheaper; ours sleeps nine tenths of its time. Without `--optimize-for-size` that one
 * is a tenth cheaper, and among targets that hurt it the heaps of its two threads take fifteen MiB more. Where the middle compiler
 * inlines, a prober at full speed takes twenty MiB more, and is no faster.
 */
export const NODE_FLAGS = [
  `--max-old-space-size=${HEAP_MEBIBYTES}`,
  '--max-semi-space-size=1',
  '--v8-pool-size=1',
  '--liftoff-only',
  '--optimize-for-size',
  '--no-turbofan',
  '--no-maglev-inlining',
] as const

/**
 * The environment that belongs to the flags: with an allocation area for each thread, glibc gives less back. It would also
 * raise, with each large buffer that is freed, the size from which buffers are mapped one by one, and keep the others: a prober
 * of targets with large answers would grow for hours. A size that is set stays; it is that of the buffers into which Node reads,
 * of which each leaves a hole between the small ones.
 */
export const NODE_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const
