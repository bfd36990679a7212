import { hasErrors, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { Slo } from '../core/model.ts'
import { slothWindows } from '../core/windows.ts'
import { EXAMPLE_PROBES } from './diagnostics/examples.ts'
import { BUILT_IN_PLUGINS, parseSlosWith, type ServiceSlos } from './parse.ts'
import { defaultContext, type Flavour, type ParseContext } from './parse-context.ts'
import { pluginsById } from './plugins/plugin.ts'

/** The context in which tests read SLOs of a flavour. */
export function exampleContext(flavour: Flavour, more: Partial<ParseContext> = {}): ParseContext {
  const { prometheus, ...context } = defaultContext(EXAMPLE_PROBES, pluginsById(BUILT_IN_PLUGINS))
  const own = flavour === 'sloth' || prometheus === undefined ? { windowsFor: slothWindows } : { prometheus }
  return { ...context, flavour, ...own, ...more }
}

/** A file that tests know to be good, read. Throws when it is not. */
export function readExample(
  file: SourceFile,
  flavour: Flavour = 'leadline',
  more: Partial<ParseContext> = {},
): ServiceSlos {
  const { value, diagnostics } = parseSlosWith([file], exampleContext(flavour, more))
  const [read] = value
  if (read === undefined || hasErrors(diagnostics))
    throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return read
}

/** The first SLO of a text that tests know to be good. */
export function exampleSlo(text: string, flavour: Flavour = 'leadline'): Slo {
  const [slo] = readExample({ path: 'example.yaml', text }, flavour).slos
  if (slo === undefined) throw new Error('the example has no SLO')
  return slo
}
