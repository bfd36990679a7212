import { expect, test } from 'vitest'
import { parseSlos } from '../definition/parse.ts'
import { diffSlos, renderDiff } from './diff.ts'

const CATALOGUE = { probes: [{ name: 'home', paths: ['edge'], intervalSeconds: 5 }], bucketBoundsSeconds: [] }

/** What is said of a new SLO with this alerting. */
function addedWith(alerting: string): string {
  const slo = `{ name: edge, objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: ${alerting} }`
  const text = `version: prometheus/v1\nservice: web\nslos: [${slo}]\n`
  const { value, diagnostics } = parseSlos([{ path: 'slo/web.yaml', text }], CATALOGUE)
  expect(diagnostics).toEqual([])
  return renderDiff(diffSlos([], value[0]?.slos ?? []))
}

test('a new SLO is introduced with its promise and its page', () =>
  expect(addedWith('{ name: WebEdge }')).toBe(
    '### web-edge: added\n\n' +
      '99.9 % over 30 d. WebEdge: 14.4× over 1h/5m, 6× over 6h/30m; in a full outage after 52 s.\n',
  ))

test('a new SLO without a page says so', () =>
  expect(addedWith('{ name: WebEdge, page_alert: { disable: true } }')).toBe(
    '### web-edge: added\n\n99.9 % over 30 d. It never pages.\n',
  ))
