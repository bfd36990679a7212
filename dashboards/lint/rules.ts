import type { Rule } from './rule.ts'
import { absenceApart } from './rules/absence-apart.ts'
import { alertParity } from './rules/alert-parity.ts'
import { alertState } from './rules/alert-state.ts'
import { annotationQueries } from './rules/annotation-queries.ts'
import { asksForNow } from './rules/asks-for-now.ts'
import { blindColour } from './rules/blind-colour.ts'
import { blindIsNotGreen } from './rules/blind-is-not-green.ts'
import { boundsOfAlerts } from './rules/bounds-of-alerts.ts'
import { choiceHeeded } from './rules/choice-heeded.ts'
import { choiceValues } from './rules/choice-values.ts'
import { colourWithText } from './rules/colour-with-text.ts'
import { countedOnce } from './rules/counted-once.ts'
import { counterInRate } from './rules/counter-in-rate.ts'
import { countsFromZero } from './rules/counts-from-zero.ts'
import { datasourceVariable } from './rules/datasource-variable.ts'
import { described } from './rules/described.ts'
import { describedTruly } from './rules/described-truly.ts'
import { digits } from './rules/digits.ts'
import { graphAsksRange } from './rules/graph-asks-range.ts'
import { grid } from './rules/grid.ts'
import { guardedDivision } from './rules/guarded-division.ts'
import { heatmapBuckets } from './rules/heatmap-buckets.ts'
import { labelKnown } from './rules/label-known.ts'
import { labelYielded } from './rules/label-yielded.ts'
import { legend } from './rules/legend.ts'
import { linked } from './rules/linked.ts'
import { linksCarry } from './rules/links-carry.ts'
import { linksLead } from './rules/links-lead.ts'
import { longRangesRecorded } from './rules/long-ranges-recorded.ts'
import { metricKnown } from './rules/metric-known.ts'
import { namedTruly } from './rules/named-truly.ts'
import { namesExist } from './rules/names-exist.ts'
import { noHoles } from './rules/no-holes.ts'
import { noInventedZero } from './rules/no-invented-zero.ts'
import { noIrate } from './rules/no-irate.ts'
import { noValue } from './rules/no-value.ts'
import { nothingLeftOut } from './rules/nothing-left-out.ts'
import { oneWindow } from './rules/one-window.ts'
import { panelId } from './rules/panel-id.ts'
import { placement } from './rules/placement.ts'
import { probesInStep } from './rules/probes-in-step.ts'
import { quantileKeepsLe } from './rules/quantile-keeps-le.ts'
import { quantilesAlone } from './rules/quantiles-alone.ts'
import { quantity } from './rules/quantity.ts'
import { queryParses } from './rules/query-parses.ts'
import { rateInterval } from './rules/rate-interval.ts'
import { readOnly } from './rules/read-only.ts'
import { refId } from './rules/ref-id.ts'
import { refreshFits } from './rules/refresh-fits.ts'
import { schemaVersion } from './rules/schema-version.ts'
import { selectiveMatcher } from './rules/selective-matcher.ts'
import { selfExplaining } from './rules/self-explaining.ts'
import { seriesColours } from './rules/series-colours.ts'
import { size } from './rules/size.ts'
import { statesInWords } from './rules/states-in-words.ts'
import { sumsOfRates } from './rules/sums-of-rates.ts'
import { tableRows } from './rules/table-rows.ts'
import { thresholdsFit } from './rules/thresholds-fit.ts'
import { uidStable } from './rules/uid-stable.ts'
import { uidUnique } from './rules/uid-unique.ts'
import { unitKnown } from './rules/unit-known.ts'
import { unitOfQuery } from './rules/unit-of-query.ts'
import { usualSettings } from './rules/usual-settings.ts'
import { valuesKnown } from './rules/values-known.ts'
import { variablesDefined } from './rules/variables-defined.ts'
import { wholeAxis } from './rules/whole-axis.ts'
import { wordsMean } from './rules/words-mean.ts'
import { worstShown } from './rules/worst-shown.ts'

/** Every rule, in the order of a dashboard: its frame, its panels, its queries, and what it all means. */
export const RULES: readonly Rule[] = [
  uidStable,
  uidUnique,
  panelId,
  grid,
  noHoles,
  refId,
  size,
  readOnly,
  placement,
  schemaVersion,
  refreshFits,
  usualSettings,
  described,
  describedTruly,
  namedTruly,
  selfExplaining,
  unitKnown,
  thresholdsFit,
  noValue,
  legend,
  seriesColours,
  colourWithText,
  wordsMean,
  statesInWords,
  linked,
  countsFromZero,
  heatmapBuckets,
  blindIsNotGreen,
  blindColour,
  asksForNow,
  graphAsksRange,
  absenceApart,
  wholeAxis,
  queryParses,
  variablesDefined,
  choiceValues,
  choiceHeeded,
  metricKnown,
  labelKnown,
  valuesKnown,
  countedOnce,
  labelYielded,
  namesExist,
  counterInRate,
  sumsOfRates,
  quantilesAlone,
  worstShown,
  nothingLeftOut,
  noInventedZero,
  unitOfQuery,
  quantity,
  digits,
  rateInterval,
  longRangesRecorded,
  probesInStep,
  noIrate,
  quantileKeepsLe,
  selectiveMatcher,
  guardedDivision,
  oneWindow,
  datasourceVariable,
  tableRows,
  annotationQueries,
  linksLead,
  linksCarry,
  alertState,
  alertParity,
  boundsOfAlerts,
]
