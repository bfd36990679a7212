import {
  checked,
  FILTER,
  filterOption,
  missed,
  needed,
  numeric,
  type Options,
  type SliPlugin,
  summedRate,
} from './plugin.ts'

const CONTROLLER = {
  controller: 'the name of the controller',
  ...FILTER,
} as const
const BUCKET = { bucket: 'the upper bound of a histogram bucket in seconds, such as 0.25' } as const

const controllerOf = (options: Options): string => `controller="${options.controller}"`

/** Sloth's common plugins for controllers that are built with Kooper. */
export const KOOPER_PLUGINS: readonly SliPlugin[] = [
  {
    id: 'sloth-common/kubernetes/kooper/availability',
    options: CONTROLLER,
    query: checked([needed('controller')], options => {
      const rate = (metric: string, ...more: string[]) =>
        summedRate(`kooper_controller_${metric}`, filterOption(options), controllerOf(options), ...more)
      const handled = 'processed_event_duration_seconds_count'
      // What is tried again is no event of its own.
      const again = `(${rate('queued_events_total', 'requeue="true"')} OR on() vector(0))`
      const events = `((\n    ${rate(handled)}\n    -\n    ${again}\n  ) > 0)`
      return `(\n  ${rate(handled, 'success="false"')}\n  /\n  ${events}\n) OR on() vector(0)`
    }),
  },
  histogram('latency', 'kooper_controller_processed_event_duration_seconds'),
  histogram('queue-congestion', 'kooper_controller_event_in_queue_duration_seconds'),
]

function histogram(name: string, metric: string): SliPlugin {
  return {
    id: `sloth-common/kubernetes/kooper/${name}`,
    options: { ...CONTROLLER, ...BUCKET },
    query: checked([numeric('bucket'), needed('controller')], options =>
      missed(metric, options, filterOption(options), controllerOf(options)),
    ),
  }
}
