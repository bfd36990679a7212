import { expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import { moment, page, part, report } from '../stack.testkit.ts'
import { type StatusInput, statusDocument } from './status-document.ts'

function documentOf(changes: Partial<StatusInput> = {}) {
  return statusDocument({
    siteUrl: 'https://localhost:17443/',
    startedAt: '2026-02-05T11:00:00.000Z',
    ...moment(),
    budgetGivenBackFor: undefined,
    ...changes,
  })
}

test('the document of a stack that burns stays as it was looked at', async () => {
  const { sli: _sli, budgetRemaining: _budget, burnRate1h: _burn, ...promised } = report('web-edge-latency')
  const { pid: _pid, readyAfter: _ready, ...waiting } = part('prober', { state: 'waiting' })
  const document = documentOf({
    parts: [part('edge'), part('ingress', { standIn: 'stand-in: Nginx', restarts: 1 }), waiting],
    figures: { slos: [report('web-edge-availability'), promised], faultDomain: 'ingress', blindFor: undefined },
    pages: [page(), page({ id: 'past', status: 'resolved' })],
    drill: 'ingress-down',
  })
  await expect(`${JSON.stringify(document, undefined, 2)}\n`).toMatchFileSnapshot('testdata/status/burning.json')
})

test('a stack is ready when every part is', () => {
  expect(documentOf().isReady).toBe(true)
  expect(documentOf({ parts: [part('edge'), part('web-1', { state: 'unresponsive' })] }).isReady).toBe(false)
})

test('what is not known is null, which is neither zero nor "none"', () => {
  const figures = { slos: [], faultDomain: undefined, blindFor: undefined }
  expect(documentOf({ figures })).toMatchObject({ slos: [], faultDomain: null, pagesFiring: [], drill: null })
})

test('a faultDomain that Prometheus no longer vouches for is not passed on', () => {
  const figures = { slos: [], faultDomain: 'none', blindFor: seconds(4) }
  expect(documentOf({ figures }).faultDomain).toBeNull()
})
