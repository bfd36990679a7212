import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { createStackClient } from '../../services/stack/control/stack-client.ts'
import type { StatusDocument } from '../../services/stack/control/status-document.ts'
import { percentText } from '../../slo/report/percent.ts'
import { FOLDER_OPTION, withRunningStack } from '../stack/with-stack.ts'

/** `npm run status`. */
const STATUS = defineCommand({
  name: 'npm run status',
  summary: 'show the state of the running stack',
  help: {
    uses: [
      ['npm run status', 'for people'],
      ['npm run status -- --json', 'for programs'],
    ],
  },
  options: {
    json: { type: 'boolean', help: 'one JSON document: parts, slos, faultDomain, pagesFiring' },
    folder: FOLDER_OPTION,
  },
  exits: { good: 'shown', bad: 'the stack runs and does not answer', blind: 'no stack runs' },
  run: ({ values }, io) =>
    withRunningStack(values.folder, io, async state => {
      const status = await createStackClient(state, io.signal).status()
      io.stdout(values.json ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status))
      return EXIT.good
    }),
})

export const main = STATUS.run

/** The status for people; what is not known says so. */
function statusText(status: StatusDocument): string {
  const ratio = (value: number | null, digits: number) => (value === null ? 'blind' : percentText(value, digits))
  const parts = status.parts.map(
    ({ name, state, url, pid, note }) =>
      `  ${name.padEnd(14)} ${state.padEnd(12)} ${String(pid ?? '-').padStart(7)}  ${url}${note === undefined ? '' : `  (${note})`}`,
  )
  const slos = status.slos.map(slo =>
    [
      `  ${slo.id.padEnd(28)}`,
      `objective ${percentText(slo.objective)}`,
      `SLI 1 h ${ratio(slo.sli, 3)}`,
      `budget left ${ratio(slo.budgetRemaining, 1)}`,
      `burn 1 h ${slo.burnRate1h === null ? 'blind' : `${slo.burnRate1h.toFixed(1)}×`}`,
    ].join('  '),
  )
  const firing = status.pagesFiring.map(page => `  ${page.severity.toUpperCase()}  ${page.title}`)
  return `${[
    status.siteUrl,
    ...parts,
    ...(slos.length === 0 ? ['  blind: no SLO has been evaluated yet'] : slos),
    `  fault domain ${status.faultDomain ?? 'blind'}`,
    ...(firing.length === 0 ? ['  no page fires'] : firing),
  ].join('\n')}\n`
}
