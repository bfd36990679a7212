import { humanDuration, seconds } from '../../../../lib/duration.ts'
import { type DetectorPower, detectorPower, type Power, powerOf } from './power.ts'

/** An SLO and the probe that measures it. */
export interface JudgedSlo {
  readonly id: string
  /** Above 0 and below 1. */
  readonly objective: number
  readonly probe: string
  readonly path: string
  readonly intervalSeconds: number
  /** The burn rate of its fastest page. */
  readonly pageBurn: number
}

/** What the probes can detect about each SLO, as text for a terminal. */
export function renderPower(slos: readonly JudgedSlo[]): string {
  if (slos.length === 0) return 'No SLO uses a probe, so there is nothing to show.\n'
  const intervals = [...new Set(slos.map(({ intervalSeconds }) => intervalSeconds))]
  return [
    ...slos.map(slo => sloText(slo, powerOf(slo.objective, slo.intervalSeconds, slo.pageBurn))),
    ...intervals.map(interval => detectorText(interval, detectorPower(interval))),
  ].join('\n')
}

function sloText({ id, objective, probe, path, intervalSeconds }: JudgedSlo, power: Power): string {
  const percent = Number((objective * 100).toPrecision(12))
  const { probesPerHour, burnOfOneFailure, failuresForPage, detectableBurn, hoursToProve } = power
  return [
    `${id}: ${percent} % by ${probe} on ${path}, ${round(probesPerHour)} probes an hour`,
    row('burn rate of a single bad probe in an hour', round(burnOfOneFailure)),
    row('bad probes in an hour that page', String(failuresForPage)),
    row('smallest burn rate detected within an hour (80 %)', round(detectableBurn)),
    row('time without a bad probe that proves the objective (95 %)', humanDuration(seconds(hoursToProve * 3600))),
    ...(power.isJudgeable
      ? []
      : [
          `  WARNING  too few probes for an objective of ${percent} %: a single bad probe pages.`,
          `           Probe every ${Math.floor(power.longestIntervalSeconds)} s or more often (now ${intervalSeconds} s), or lower the objective.`,
        ]),
    '',
  ].join('\n')
}

function detectorText(intervalSeconds: number, { yearsToFalseAlarm, secondsToAlarm }: DetectorPower): string {
  return [
    `The fast-page detector (CUSUM) with a probe every ${intervalSeconds} s`,
    row('mean time between false alarms while 0.1 % are bad', `${round(yearsToFalseAlarm)} years`),
    ...secondsToAlarm.map(({ badRatio, seconds: until }) =>
      row(`mean time to alarm when ${round(badRatio * 100)} % are bad`, humanDuration(seconds(until))),
    ),
    '',
  ].join('\n')
}

function row(label: string, value: string): string {
  return `  ${label.padEnd(58)} ${value}`
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)))
}
