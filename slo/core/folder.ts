/** Where SLOs are defined, in the repository. */
export const SLO_FOLDER = 'slo'
