/** Where the rules of this repository's SLOs go. */
export const GENERATED_FOLDER = 'slo/generated'
