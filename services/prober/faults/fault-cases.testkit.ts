import type { FaultCase } from './fault-case.testkit.ts'
import { HEAVY_CASES } from './heavy-cases.testkit.ts'
import { HTTP1_BODY_CASES } from './http1-body-cases.testkit.ts'
import { HTTP1_HEAD_CASES } from './http1-head-cases.testkit.ts'

/** Everything that targets do to the prober in its tests, and all at once in its soak. */
export const FAULT_CASES: readonly FaultCase[] = [...HTTP1_HEAD_CASES, ...HTTP1_BODY_CASES, ...HEAVY_CASES]
