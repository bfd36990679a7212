import { expect, test } from 'vitest'
import { inScratchFolder } from '../../../adapters/files/folders.ts'
import { startPrivatePrometheus } from '../../../adapters/prometheus/private-server.ts'
import { loadOpenMetrics } from '../../../adapters/prometheus/promtool.ts'
import { readUsers } from './user-facts.ts'

const { signal } = new AbortController()

/** Series whose only sample is some seconds old. */
function openMetrics(families: Readonly<Record<string, readonly string[]>>): string {
  const at = Math.floor(Date.now() / 1000) - 3
  const lines = Object.entries(families).flatMap(([name, series]) => [
    `# TYPE ${name} unknown`,
    ...series.map(each => `${name}${each} ${at}`),
  ])
  return `${lines.join('\n')}\n# EOF\n`
}

test(
  'the requests of each pod of the app come with its release from a real Prometheus, those of Traefik as a whole',
  { timeout: 60_000 },
  () =>
    inScratchFolder('users', async folder => {
      const text = openMetrics({
        http_requests_total: [
          '{job="app",instance="app-1",method="GET",route="/",code="200"} 90',
          '{job="app",instance="app-1",method="GET",route="/",code="503"} 2',
          '{job="app",instance="app-canary-1",method="GET",route="/",code="200"} 11',
          '{job="app",instance="app-canary-1",method="POST",route="/",code="500"} 4',
          // The status page is the same program, and not the app.
          '{job="status",instance="status-1",method="GET",route="/",code="500"} 77',
        ],
        app_release_info: [
          '{job="app",instance="app-1",release="v1"} 1',
          '{job="app",instance="app-canary-1",release="v2-canary"} 1',
          '{job="status",instance="status-1",release="v1"} 1',
        ],
        traefik_service_requests_total: [
          '{service="leadline-app-http@kubernetes",code="200",method="GET"} 100',
          '{service="leadline-app-http@kubernetes",code="502",method="GET"} 5',
          '{service="leadline-status-http@kubernetes",code="500",method="GET"} 60',
        ],
      })
      await loadOpenMetrics(folder, text, '2h')
      const { url, stop } = await startPrivatePrometheus(folder)
      try {
        const answer = await readUsers(url, 'leadline', signal)
        expect(answer).toEqual({
          pods: expect.arrayContaining([
            { pod: 'app-1', release: 'v1', requests: 92, failed: 2 },
            { pod: 'app-canary-1', release: 'v2-canary', requests: 15, failed: 4 },
          ]),
          ingress: { requests: 105, failed: 5 },
        })
        expect('pods' in answer && answer.pods).toHaveLength(2)
      } finally {
        await stop()
      }
      expect(await readUsers(url, 'leadline', signal)).toEqual({
        unknown: expect.stringMatching(/^Prometheus does not answer/),
      })
    }),
)

test('without an address they are not known', async () => {
  expect(await readUsers(undefined, 'leadline', signal)).toEqual({ unknown: 'PROMETHEUS_URL names none' })
})
