import path from 'node:path'
import { makeFaultyCertificate, type Validity } from '../../../adapters/certificates.ts'
import { WEB_INSTANCES } from '../parts/web.ts'
import { accessUrl } from '../plan/access.ts'
import type { Part } from '../plan/part.ts'
import { localUrl, SITE_NAMES, type StackPlan } from '../plan/plan.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { BreakDeps } from './breaks.ts'
import type { CertificateFault } from './drills.ts'
import { createEdgeCertificate } from './edge-certificate.ts'
import { createStarve } from './starve.ts'

const HOUR_MS = 3_600_000

/** No name of the site, and none that can be anybody's (RFC 6761). */
const ANOTHER_HOST = 'another-host.invalid'

/** What breaking takes in a running stack: nothing that the user who started it may not do. */
export function createStackBreaks(
  plan: StackPlan,
  parts: readonly Part[],
  supervisor: Supervisor,
  now: () => Date,
): BreakDeps {
  const edge = parts.find(({ name }) => name === 'edge')?.files[0]
  const folder = path.dirname(plan.certificates.caFile)
  const make = (fault: CertificateFault) => {
    const names = fault === 'wrong-host' ? [ANOTHER_HOST] : SITE_NAMES
    return makeFaultyCertificate(folder, `drill-${fault}`, names, fault === 'expired' ? expired(now()) : undefined)
  }
  const serve =
    edge && createEdgeCertificate({ file: edge.path, text: edge.text, served: plan.certificates, make, supervisor })
  return {
    supervisor,
    appUrls: WEB_INSTANCES.map(name => accessUrl(localUrl(plan.ports[`${name}-internal`]), plan.access)),
    serveCertificate: serve ?? (() => Promise.reject(new RangeError('There is no part "edge"'))),
    starve: createStarve(supervisor),
  }
}

/** A certificate of the usual length whose last hour was the one before. */
function expired(now: Date): Validity {
  return { from: new Date(now.getTime() - 90 * 24 * HOUR_MS), until: new Date(now.getTime() - HOUR_MS) }
}
