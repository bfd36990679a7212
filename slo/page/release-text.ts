import { valueAs, withFirst } from '../../lib/go-template/write.ts'
import { by } from '../../lib/promql/write-grouping.ts'
import { selector } from '../../lib/promql/write-selector.ts'
import { OF_WEB_APP } from '../../services/web/contract/jobs.ts'
import { LABELS } from '../../services/web/contract/labels.ts'
import { METRICS } from '../../services/web/contract/names.ts'

const RELEASES = selector(METRICS.releaseInfo, OF_WEB_APP)

/** So young a release is the first suspect. */
const SUSPECT_SECONDS = 1800

/** How long ago each release that runs was seen first, as far as a day shows it. */
const SEEN = `min ${by(LABELS.release)} (min_over_time((${RELEASES} * time())[1d:1m]))`
const AGES = `time() - ${SEEN} and on (${LABELS.release}) ${RELEASES}`
/** Where a day shows another release as well, the age is that of a deploy, and there is one to go back to; else it is known only once a day is over. */
const DEPLOYED = `bottomk(1, ${AGES}) and on () count(count ${by(LABELS.release)} (max_over_time(${RELEASES}[1d]))) > 1`
/** A release that a whole day shows may be far older. */
const DAY_SECONDS = 86_000
const SETTLED = `bottomk(1, ${AGES}) > ${DAY_SECONDS}`

/** The command that goes back. */
const ROLLBACK = 'npm run rollback'

/** The latest release with its age, and how to go back while it is the first suspect; nothing where no release is known. */
export function releaseText(): string {
  const name = `Release {{ .Labels.${LABELS.release} }}`
  const back = `{{ if lt .Value ${SUSPECT_SECONDS}.0 }} To go back: ${ROLLBACK}{{ end }}`
  const settled = `${name} has run for a day or more.`
  const deployed = `${name} is ${valueAs('humanizeDuration')} old.${back}`
  const either = `{{ if gt .Value ${DAY_SECONDS}.0 }}${settled}{{ else }}${deployed}{{ end }}`
  return withFirst(DEPLOYED, either, withFirst(SETTLED, settled))
}
