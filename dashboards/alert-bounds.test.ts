import { expect, test } from 'vitest'
import { proberRules } from '../services/monitoring/core/prober-rules.ts'
import { isAlert } from '../slo/core/rule-group.ts'
import { allBoards } from './boards/boards.ts'
import { exampleContext } from './context.testkit.ts'
import { TONE_COLOURS } from './panels/tones.ts'

const boards = JSON.parse(JSON.stringify(allBoards(exampleContext)))
const alerts = proberRules([])
  .flatMap(({ rules }) => rules)
  .filter(isAlert)

/** The text of what a bound looks like in an alert's expression. */
function boundOf(alert: string, pattern: RegExp): number {
  return Number(pattern.exec(alerts.find(rule => rule.alert === alert)?.expr ?? '')?.[1])
}

/** All values at which the panels of a title turn from or to a warning. */
function warnings(title: string): readonly number[][] {
  const panels = boards.flatMap((board: { panels: { title: string }[] }) => board.panels)
  const steps = (panel: object) =>
    [...JSON.stringify(panel).matchAll(/"steps":(\[[^\]]*\])/g)].flatMap(([, text]) => JSON.parse(text ?? '[]'))
  return panels
    .filter((panel: { title: string }) => panel.title === title)
    .map((panel: object) =>
      steps(panel).flatMap(({ value, color }, index, all) =>
        [color, all[index - 1]?.color].includes(TONE_COLOURS.warn) ? [value] : [],
      ),
    )
}

const DAY_SECONDS = 86_400

test.each([
  ['Event loop utilisation', boundOf('ProberBusy', /> ([\d.]+)$/)],
  ['Calibration error', boundOf('ProberReferenceOff', /le="([\d.]+)"/)],
  ['Slots that count, 1 h', 1 - boundOf('ProberSlotsSkipped', /> ([\d.]+)$/)],
  ['Slots that count, 1 h', 1 - boundOf('ProberSamplesInvalid', /> ([\d.]+)$/)],
  ['Next certificate ends in', boundOf('ProbeCertificateEnds', /< (\d+) \* 86400$/) * DAY_SECONDS],
  ['Certificate ends in', boundOf('ProbeCertificateEnds', /< (\d+) \* 86400$/) * DAY_SECONDS],
  ['Certificates', boundOf('ProbeCertificateEnds', /< (\d+) \* 86400$/) * DAY_SECONDS],
])('“%s” turns at %d, where its alert opens', (title, bound) => {
  const panels = warnings(title)
  expect(panels).not.toEqual([])
  for (const bounds of panels) expect(bounds).toContain(bound)
})
