import { earliestCertificate } from '../core/judge/earliest-certificate.ts'
import {
  type Cookies,
  cookieSecrets,
  type Extracted,
  extract,
  extractedSecrets,
  fill,
  filledRequest,
  withCookies,
} from '../core/judge/journey.ts'
import { mismatch } from '../core/judge/judge.ts'
import { type Failure, NOTHING_SEEN, type Observation, type StepObservation } from '../core/judge/observation.ts'
import { addPhases } from '../core/judge/phase-clock.ts'
import type { Request, Route, Step } from '../definition/model.ts'
import { checkedTarget, UnsendableError } from '../definition/sendable.ts'
import { requestWithRedirects } from './http.ts'
import type { Observe, ObserveContext } from './observe.ts'

/** Takes the steps in order until one fails, which the failure names. */
export const observeJourney: Observe = async (probe, route, context) => {
  let journey: Observation = NOTHING_SEEN
  let extracted: Extracted = {}
  let cookies: Cookies = {}
  for (const step of probe.steps) {
    const seen = await takeStep(step, route, context, extracted, cookies)
    const values = valuesOf(step, seen)
    journey = withStep(journey, step, seen, values)
    if (journey.failure !== undefined) return journey
    extracted = { ...extracted, ...values }
    cookies = withCookies(cookies, seen.response?.setCookie ?? [], Date.now())
  }
  return journey
}

async function takeStep(
  step: Step,
  route: Route,
  context: ObserveContext,
  extracted: Extracted,
  cookies: Cookies,
): Promise<Observation> {
  const request = filledRequest(step.request, extracted, cookies)
  const seen = await send(step, { ...route, target: fill(step.target, extracted) }, request, context)
  const failure = seen.failure ?? mismatch(seen, step.expect, Date.now() / 1000) ?? extractionFailure(step, seen)
  return failure === undefined ? seen : { ...seen, failure: named(step, failure) }
}

/** Sends the step's request. Rejects with an UnsendableError that names the step for one that cannot be sent. */
async function send(step: Step, route: Route, request: Request, context: ObserveContext): Promise<Observation> {
  try {
    return await requestWithRedirects(
      { ...route, target: checkedTarget(route.target) },
      request,
      step.expect,
      context,
      true,
    )
  } catch (error) {
    throw error instanceof UnsendableError ? new UnsendableError(`Step "${step.name}": ${error.message}`) : error
  }
}

function extractionFailure(step: Step, { response }: Observation): Failure | undefined {
  const missing = response && step.extract.find(extraction => extract(extraction, response) === undefined)
  if (missing === undefined) return undefined
  return {
    phase: 'transfer',
    reason: 'extract',
    detail: `The reply has no ${missing.from} ${missing.what} to take "${missing.name}" from`,
  }
}

function named({ name }: Step, failure: Failure): Failure {
  return { ...failure, detail: `Step "${name}": ${failure.detail}` }
}

function valuesOf(step: Step, { response }: Observation): Extracted {
  const values = step.extract.map(
    extraction => [extraction.name, (response && extract(extraction, response)) ?? ''] as const,
  )
  return Object.fromEntries(values)
}

/** The journey with one more step: times add up, and the last reply is the journey's. */
function withStep(journey: Observation, { name }: Step, seen: Observation, values: Extracted): Observation {
  const step: StepObservation = { name, status: seen.response?.status, seconds: seen.durationSeconds }
  return {
    ...seen,
    phases: addPhases(journey.phases, seen.phases),
    durationSeconds: journey.durationSeconds + seen.durationSeconds,
    resolved: [...journey.resolved, ...seen.resolved],
    certificate: earliestCertificate(journey.certificate, seen.certificate),
    steps: [...journey.steps, step],
    given: [...journey.given, ...extractedSecrets(values), ...cookieSecrets(seen.response?.setCookie ?? [])],
  }
}
