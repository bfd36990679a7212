import { makeScratchFolder, remove } from '../../adapters/files/folders.ts'
import { type PrivatePrometheus, startPrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import { loadOpenMetrics } from '../../adapters/prometheus/promtool.ts'

/** One block holds a whole fixture; by default there would be one for every two hours. */
const BLOCK = '768h'

/** Derives more series from a fixture, as OpenMetrics text, by queries to the Prometheus at this address. */
export type Derive = (url: string) => Promise<string>

/**
 * Loads OpenMetrics text and starts a real Prometheus that holds nothing else; it goes with its data. Without a text it
 * has no data; what is derived from it is loaded beside it. Rejects when a program is missing or fails.
 */
export async function startFixturePrometheus(
  openMetrics: string | undefined,
  derive?: Derive,
): Promise<PrivatePrometheus> {
  const folder = await makeScratchFolder('fixture')
  try {
    if (openMetrics !== undefined) await loadOpenMetrics(folder, openMetrics, BLOCK)
    if (derive !== undefined) await loadOpenMetrics(folder, await derived(folder, derive), BLOCK)
    const { url, stop } = await startPrivatePrometheus(folder)
    return { url, stop: () => stop().finally(() => remove(folder)) }
  } catch (error) {
    await remove(folder)
    throw error
  }
}

/** Queries a Prometheus of its own, because a running one does not load blocks that are added later. */
async function derived(folder: string, derive: Derive): Promise<string> {
  const { url, stop } = await startPrivatePrometheus(folder)
  try {
    return await derive(url)
  } finally {
    await stop()
  }
}
