/** How far two clocks may be apart: certificates, tokens and Leases are judged by them, and a header has whole seconds. */
export const LARGEST_SKEW_SECONDS = 5
