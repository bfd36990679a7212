/** The heap of one of our programs, in MiB. */
const HEAP_MEBIBYTES = 64

/** The memory limit of a pod that runs one, in MiB: the heap is 70 % of it, the rest is for code, stacks and buffers. */
export const MEMORY_LIMIT_MEBIBYTES = Math.ceil(HEAP_MEBIBYTES / 0.7)

/**
 * How Node runs one of our own programs, wherever that is; `node bench/prober.ts` shows what they cost and save. The heap is
 * small because the programs keep little: Node would otherwise let garbage pile up to a share of the machine. V8's last
 * compilers, for JavaScript and for WebAssembly, with which undici reads HTTP, cost more than ten MiB. They would make a
 * prober that is always busy up to a fifth cheaper; ours sleeps nine tenths of its time.
 */
export const NODE_FLAGS = [
  `--max-old-space-size=${HEAP_MEBIBYTES}`,
  '--max-semi-space-size=1',
  '--v8-pool-size=1',
  '--liftoff-only',
  '--optimize-for-size',
  '--no-turbofan',
] as const

/**
 * The environment that belongs to the flags: with an allocation area for each thread, glibc gives less back. It would also
 * raise, with each large buffer that is freed, the size from which buffers are mapped one by one, and keep the others: a prober
 * of targets with large answers would grow for hours. A size that is set stays.
 */
export const NODE_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const
