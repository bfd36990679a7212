/** What panels say where their source is not scraped: outside of a cluster none of them is, and that is no fault. */
export const NO_KUBE_STATE = 'no kube-state-metrics'
export const NO_CADVISOR = 'no cAdvisor'
export const NO_NODE_EXPORTER = 'no node exporter'
export const NO_SCHEDULER = 'no metrics of the scheduler'
