import { SCENARIO_NAMES } from '../../../dashboards/proof/scenario.ts'
import { webAddress } from '../../../lib/web-address.ts'
import { FOLDER_OPTION } from '../../stack/with-stack.ts'
import { SCRAPE_OPTION } from './scrape-option.ts'

/** Where the data of drawn dashboards come from: a scenario, or a Prometheus. */
export const DATA_OPTIONS = {
  scenario: {
    type: 'string',
    value: 'NAME',
    choices: SCENARIO_NAMES,
    default: 'healthy',
    excludes: 'url',
    help: 'what the data shows',
  },
  url: {
    type: 'string',
    value: 'URL',
    parse: webAddress,
    need: 'an address that begins with http:// or https://',
    help: 'a Prometheus with live data, in the place of a scenario',
  },
  folder: FOLDER_OPTION,
  scrape: { ...SCRAPE_OPTION, needs: 'url', help: 'the scrape interval of that Prometheus' },
} as const
