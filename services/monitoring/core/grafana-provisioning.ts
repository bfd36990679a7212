/** The uid of Prometheus in every Grafana of ours: links, checks and API requests use it. */
export const DATASOURCE_UID = 'prometheus'

/** The folder of our dashboards and nothing else, so that a title used in another folder cannot collide. */
export const FOLDER = { uid: 'leadline', title: 'Leadline' } as const

/** How often Grafana checks the files for changes. */
const UPDATE_INTERVAL_SECONDS = 15

/** Who asks a Prometheus that needs a password. */
export interface DatasourceAccess {
  readonly user: string
  readonly password: string
}

/** Grafana's data source file; `$__rate_interval` is derived from `scrapeInterval`, which must be Prometheus' own. */
export function datasourceFile(prometheusUrl: string, scrapeInterval: string, access?: DatasourceAccess): object {
  return {
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: DATASOURCE_UID,
        type: 'prometheus',
        access: 'proxy',
        url: prometheusUrl,
        isDefault: true,
        editable: false,
        jsonData: { httpMethod: 'POST', prometheusType: 'Prometheus', timeInterval: scrapeInterval },
        ...(access && {
          basicAuth: true,
          basicAuthUser: access.user,
          secureJsonData: { basicAuthPassword: access.password },
        }),
      },
    ],
  }
}

/** Grafana's provider file for a folder of dashboards: a deleted file deletes its dashboard, edits by hand are not kept. */
export function providerFile(folder: string): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'leadline',
        orgId: 1,
        folder: FOLDER.title,
        folderUid: FOLDER.uid,
        type: 'file',
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: UPDATE_INTERVAL_SECONDS,
        options: { path: folder, foldersFromFilesStructure: false },
      },
    ],
  }
}
