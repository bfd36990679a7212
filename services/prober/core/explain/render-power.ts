import { humanDuration, seconds } from '../../../../lib/duration.ts'
import { type DetectorPower, detectorPower, type Power, powerOf } from './power.ts'

/** An SLO and the probe it is judged by. */
export interface JudgedSlo {
  readonly id: string
  /** The promised part, above 0 and below 1. */
  readonly objective: number
  readonly probe: string
  readonly path: string
  readonly intervalSeconds: number
  /** The burn rate of its fastest page. */
  readonly pageBurn: number
}

/** What the probes can tell about each SLO, as a person reads it in a terminal. */
export function renderPower(slos: readonly JudgedSlo[]): string {
  if (slos.length === 0) return 'No SLO is written on a probe, so there is nothing to judge.\n'
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
    row('one bad probe in an hour looks like a burn rate of', round(burnOfOneFailure)),
    row('bad probes in an hour until the fast pair pages', String(failuresForPage)),
    row('smallest burn found within the hour, four times of five', round(detectableBurn)),
    row('clean probing that proves the objective (95 %)', humanDuration(seconds(hoursToProve * 3600))),
    ...(power.isJudgeable
      ? []
      : [
          `  WARNING  this rate cannot judge ${percent} %: a single bad probe would page.`,
          `           Probe every ${Math.floor(power.longestIntervalSeconds)} s or faster (it is ${intervalSeconds} s), or promise less.`,
        ]),
    '',
  ].join('\n')
}

function detectorText(intervalSeconds: number, { yearsToFalseAlarm, secondsToAlarm }: DetectorPower): string {
  return [
    `The fast-page detector (CUSUM) at a probe every ${intervalSeconds} s`,
    row('mean time between false alarms while 0.1 % are bad', `${round(yearsToFalseAlarm)} years`),
    ...secondsToAlarm.map(({ badRatio, seconds: until }) =>
      row(`mean time to the alarm when ${round(badRatio * 100)} % are bad`, humanDuration(seconds(until))),
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
