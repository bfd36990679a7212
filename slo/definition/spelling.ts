/** The words that sloth spells differently in its own files and in its Kubernetes resource. */
export interface Spelling {
  readonly errorQuery: string
  readonly totalQuery: string
  readonly errorRatioQuery: string
  readonly pageAlert: string
  readonly ticketAlert: string
  readonly sloPlugins: string
  readonly ruleGroup: string
  readonly queryOffset: string
  readonly keepFiringFor: string
}

/** As in `prometheus/v1`. */
export const SNAKE_CASE: Spelling = {
  errorQuery: 'error_query',
  totalQuery: 'total_query',
  errorRatioQuery: 'error_ratio_query',
  pageAlert: 'page_alert',
  ticketAlert: 'ticket_alert',
  sloPlugins: 'slo_plugins',
  ruleGroup: 'rule_group',
  queryOffset: 'query_offset',
  keepFiringFor: 'keep_firing_for',
}

/** As in `sloth.slok.dev/v1`. */
export const CAMEL_CASE: Spelling = {
  errorQuery: 'errorQuery',
  totalQuery: 'totalQuery',
  errorRatioQuery: 'errorRatioQuery',
  pageAlert: 'pageAlert',
  ticketAlert: 'ticketAlert',
  sloPlugins: 'sloPlugins',
  ruleGroup: 'ruleGroup',
  queryOffset: 'queryOffset',
  keepFiringFor: 'keepFiringFor',
}
