/** Where probes are defined, in the repository. */
export const PROBES_FILE = 'services/prober/probes.yaml'
