import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadOpenMetrics, type PrivatePrometheus, startPrivatePrometheus } from './private-prometheus.ts'

/** One block holds a whole fixture; by default there would be one for every two hours. */
const BLOCK = '768h'

/**
 * Loads OpenMetrics text and starts a real Prometheus that holds nothing else; it goes with its data. Without a text it
 * has no data. Rejects when a program is missing or fails.
 */
export async function startFixturePrometheus(openMetrics: string | undefined): Promise<PrivatePrometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-fixture-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    if (openMetrics !== undefined) await loadOpenMetrics(folder, openMetrics, BLOCK)
    const { url, stop } = await startPrivatePrometheus(folder)
    return { url, stop: () => stop().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}
