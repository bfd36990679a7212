import { days, humanDuration } from '../../../lib/duration.ts'
import { type Html, html } from '../../../lib/html.ts'
import { timeToExhaustion } from '../../../slo/core/budget.ts'
import { lateText } from '../../../slo/report/late-text.ts'
import { percentText } from '../../../slo/report/percent.ts'
import { budgetTone, burnTone, type Tone } from '../../../slo/report/tones.ts'
import { burnText } from './quantities.ts'
import { recoverySentence } from './recovery.ts'
import { STANDING_WORDS, standingOf, standingSince } from './standing.ts'
import type { SloFigures } from './status.ts'

/** What else is known of a row. */
interface Circumstances {
  /** Whether its figures say nothing of now. */
  readonly isBlind: boolean
  /** Since when every probe is good although the windows still hold errors, ISO 8601. */
  readonly goodSince: string | undefined
}

/** The table of SLOs; figures that say nothing of now lose their colours, because they say what was. */
export function sloTable(
  slos: readonly SloFigures[],
  now: string,
  circumstances: (slo: SloFigures) => Circumstances,
): Html {
  if (slos.length === 0) {
    return html`<p class="empty tone-blind">No SLO is defined, and none has been evaluated yet.</p>`
  }
  // Roles are spelled out because a phone shows the rows as cards, and `display: block` takes a table's meaning away.
  return html`<table role="table">
<caption class="unseen">Service level objectives, their error budgets and burn rates</caption>
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">SLO</th>
<th role="columnheader" scope="col">Standing</th>
<th role="columnheader" scope="col" class="number">Objective</th>
<th role="columnheader" scope="col" class="number">SLI so far</th>
<th role="columnheader" scope="col">Budget left</th>
<th role="columnheader" scope="col" class="number">Burn 5 min</th>
<th role="columnheader" scope="col" class="number">Burn 1 h</th>
</tr></thead>
<tbody role="rowgroup">${slos.map(slo => sloRow(slo, now, circumstances(slo)))}</tbody>
</table>`
}

function sloRow(slo: SloFigures, now: string, { isBlind: isStale, goodSince }: Circumstances): Html {
  const { burnRate5m } = slo
  const recovers = isStale || goodSince === undefined ? undefined : recoverySentence({ goodSince, burnRate5m }, now)
  const muted = (tone: Tone): Tone => (isStale ? 'blind' : tone)
  // What a window remembers is no alarm of now.
  const past = (tone: Tone): Tone => (recovers !== undefined && tone === 'bad' ? 'warn' : muted(tone))
  return html`
<tr role="row">
<th role="rowheader" scope="row"><span class="name">${slo.id}</span>${description(slo)}</th>
<td role="cell" data-label="Standing" class="standing">${recovers === undefined ? standing(slo, isStale, goodSince) : recovering(recovers)}</td>
<td role="cell" data-label="Objective" class="number">${percentText(slo.objective)}${period(slo)}</td>
<td role="cell" data-label="SLI so far" class="number">${figure(slo.periodSli, sli => percentText(sli, 3))}${late(slo)}</td>
<td role="cell" data-label="Budget left" class="budget">${budget(slo, muted(budgetTone(slo.budgetRemaining)), isStale || recovers !== undefined)}</td>
<td role="cell" data-label="Burn 5 min" class="number">${burn(slo.burnRate5m, past(burnTone(slo.burnRate5m, slo.periodDays)))}</td>
<td role="cell" data-label="Burn 1 h" class="number">${burn(slo.burnRate1h, past(burnTone(slo.burnRate1h, slo.periodDays)))}</td>
</tr>`
}

/** A gap that was measured afterwards is part of the figures, and of no graph of its time. */
function late({ countedLate }: SloFigures): Html | '' {
  return countedLate === undefined ? '' : html`<small>${lateText(countedLate)}</small>`
}

function description(slo: SloFigures): Html | '' {
  return slo.description === '' ? '' : html`<small>${slo.description}</small>`
}

function standing(slo: SloFigures, isStale: boolean, goodSince: string | undefined): Html {
  const { word, tone } = STANDING_WORDS[standingSince(slo, goodSince)]
  if (!isStale) return html`<span class="chip tone-${tone}">${word}</span>`
  const before = standingOf(slo) === 'blind' ? '' : html`<small>was ${word.toLowerCase()}</small>`
  return html`<span class="chip tone-blind">Blind</span>${before}`
}

function recovering(sentence: string): Html {
  const { word, tone } = STANDING_WORDS.recovering
  return html`<span class="chip tone-${tone}">${word}</span><small>${sentence}</small>`
}

function period(slo: SloFigures): Html | '' {
  return slo.periodDays === undefined ? '' : html`<small>over ${slo.periodDays} d</small>`
}

function figure(value: number | undefined, write: (value: number) => string): Html {
  return value === undefined ? NO_DATA : html`${write(value)}`
}

const NO_DATA = html`<span class="tone-blind">no data</span>`

function burn(rate: number | undefined, tone: Tone): Html {
  return rate === undefined ? NO_DATA : html`<span class="tone-${tone}">${burnText(rate)}</span>`
}

function budget(slo: SloFigures, tone: Tone, isStale: boolean): Html {
  const remaining = slo.budgetRemaining
  const text =
    remaining === undefined ? NO_DATA : html`<span class="tone-${tone}">${minus(percentText(remaining, 1))}</span>`
  return html`<span class="left">${text}${isStale ? '' : exhaustion(slo)}</span>${bar(remaining, tone)}`
}

/** A text with the sign that typesetters use for a minus. */
function minus(text: string): string {
  return text.replace('-', '−')
}

/** What the burn rate means: how long the rest of the budget lasts at this rate. */
function exhaustion(slo: SloFigures): Html | '' {
  const { budgetRemaining, burnRate5m, periodDays } = slo
  if (budgetRemaining === undefined) return ''
  if (budgetRemaining <= 0) return html`<small>nothing left</small>`
  if (burnRate5m === undefined || burnRate5m <= 1 || periodDays === undefined) return ''
  const lasts = timeToExhaustion(budgetRemaining, burnRate5m, days(periodDays))
  return lasts === undefined ? '' : html`<small>gone in ${humanDuration(lasts)} at this rate</small>`
}

/** A bar drawn in attributes, because the page's security policy allows no style of an element's own. */
function bar(remaining: number | undefined, tone: Tone): Html {
  if (remaining === undefined) return html`<svg class="bar unmeasured" aria-hidden="true"></svg>`
  // An overspent budget fills the bar from the right.
  const width = Math.min(100, Math.abs(remaining) * 100).toFixed(1)
  const x = remaining < 0 ? (100 - Number(width)).toFixed(1) : '0'
  return html`<svg class="bar tone-${tone}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect x="${x}" width="${width}" height="6"/></svg>`
}
