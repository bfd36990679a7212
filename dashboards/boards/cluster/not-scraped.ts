/**
 * What figures say where their source is not scraped: outside of a cluster it is not, and that is no fault. A graph has
 * the text also in its legend, behind a series that has ended, so graphs say “No data”.
 */
export const NO_KUBE_STATE = 'no kube-state-metrics'
