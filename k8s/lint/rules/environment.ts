import { at, listAt } from '../../../lib/json/path.ts'
import { isOfMonitoring } from '../../../services/monitoring/core/cluster/monitoring-object.ts'
import { containerName, containersOf } from '../pods.ts'
import type { Policy } from '../policy.ts'

/** Without it our programs listen on 127.0.0.1, where neither kubelet nor a Service reaches them. */
const HOST = { name: 'HOST', value: '0.0.0.0' }

export const environment: Policy = {
  code: 'environment',
  summary: 'Every variable has a value, and HOST is 0.0.0.0 in what visitors and Prometheus ask.',
  why: 'A variable without a value is an empty text, and without HOST a program of ours can be reached from nowhere.',
  scope: 'ours',
  check: ({ object }) =>
    containersOf(object).flatMap(({ container, path }) => {
      const part = containerName(container)
      const variables = listAt(container, 'env')
      const empty = variables.flatMap((variable, index) => {
        const hasValue = at(variable, 'value') !== undefined || at(variable, 'valueFrom', 'fieldRef') !== undefined
        const message = `${String(at(variable, 'name'))} has no value`
        return hasValue
          ? []
          : [{ path: [...path, 'env', index], part, message, help: "Write value: '' where it is empty." }]
      })
      const isOpen = variables.some(
        variable => at(variable, 'name') === HOST.name && at(variable, 'value') === HOST.value,
      )
      const message = 'is reached from nowhere'
      return [
        ...empty,
        ...(isOpen || isOfMonitoring(object)
          ? []
          : [{ path: [...path, 'env'], part, message, help: 'Write HOST: 0.0.0.0.' }]),
      ]
    }),
}
