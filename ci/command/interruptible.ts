const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs work that must not be left half done: Ctrl-C, or a request to end, aborts its signal, and it tidies up. A second one
 * changes nothing: npm passes on to its script what the terminal has already sent it.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  for (const name of SIGNALS) process.on(name, end)
  try {
    return await work(ending.signal)
  } finally {
    for (const name of SIGNALS) process.off(name, end)
  }
}
