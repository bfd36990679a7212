/**
 * How Node runs one of our own programs, wherever that is; `node bench/prober.ts` shows what each flag does. The heap is
 * small because they keep little: Node would otherwise let garbage pile up to a share of the machine. V8's last compiler
 * costs many MiB, for WebAssembly, with which undici reads HTTP, as for JavaScript, and probes are no faster with it.
 */
export const NODE_FLAGS = [
  '--max-old-space-size=64',
  '--max-semi-space-size=1',
  '--v8-pool-size=1',
  '--liftoff-only',
  '--optimize-for-size',
  '--no-turbofan',
] as const

/** The environment that belongs to the flags: with an allocation area for each thread, glibc gives less back. */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' } as const
