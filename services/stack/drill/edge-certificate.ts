import { writeAtomically } from '../../../adapters/files/write-files.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { CertificateFault } from './drills.ts'

/** A certificate with its key, as files. */
interface Pair {
  readonly certificateFile: string
  readonly keyFile: string
}

interface EdgeCertificateDeps {
  /** The edge's own configuration, as it is at every start. */
  readonly file: string
  readonly text: string
  readonly served: Pair
  /** Makes a faulty certificate of the right authority. */
  readonly make: (fault: CertificateFault) => Promise<Pair>
  readonly supervisor: Pick<Supervisor, 'signal'>
}

/**
 * Lets the edge serve a faulty certificate, or its own again. The right certificate stays where it is: only the edge's
 * configuration names another one, and each start of the stack writes that anew.
 */
export function createEdgeCertificate({ file, text, served, make, supervisor }: EdgeCertificateDeps) {
  return async (fault: CertificateFault | undefined): Promise<void> => {
    const pair = fault === undefined ? served : await make(fault)
    const changed = text
      .replaceAll(served.certificateFile, pair.certificateFile)
      .replaceAll(served.keyFile, pair.keyFile)
    await writeAtomically(file, changed)
    // Nginx takes new connections with the new certificate, and lets the old ones end.
    supervisor.signal('edge', 'SIGHUP')
  }
}
