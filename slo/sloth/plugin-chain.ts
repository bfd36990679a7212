/** One step of sloth's chain of SLO plugins; those below 0 run before the rules exist. */
export interface PluginUse {
  readonly id: string
  readonly priority: number
  readonly config: unknown
}

/** The SLO plugins that work on the rules of an SLO in sloth's flavour. */
export interface PluginChain {
  /** Whether they stand in place of the steps that sloth takes for every SLO. */
  readonly overrideDefaults: boolean
  readonly uses: readonly PluginUse[]
}

export const NO_PLUGINS: PluginChain = { overrideDefaults: false, uses: [] }
