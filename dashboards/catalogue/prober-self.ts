/** What the prober measures of itself and dashboards show, beside the names it declares in its core. */
export const PROBER_SELF = {
  calibrationError: 'prober_calibration_error_seconds',
  maintenance: 'prober_maintenance_active',
  reloadSuccessful: 'prober_config_last_reload_successful',
  reloadMoment: 'prober_config_last_reload_success_timestamp_seconds',
} as const
