/** The uid of Prometheus in every Grafana of ours: links, checks and API requests use it. */
export const DATASOURCE_UID = 'prometheus'

/** The folder of our dashboards and nothing else, so that a title used in another folder cannot collide. */
export const FOLDER = { uid: 'leadline', title: 'Leadline' } as const

/** A folder in Grafana. */
export interface GrafanaFolder {
  readonly uid: string
  readonly title: string
}

/** The longest uid that Grafana takes. */
const LONGEST_UID = 40

/** The folder with a title, whose uid follows from that: the same title is the same folder with each push. */
export function folderTitled(title: string = FOLDER.title): GrafanaFolder {
  const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const uid = `${FOLDER.uid}-${slug}`.slice(0, LONGEST_UID).replace(/-+$/, '')
  return title === FOLDER.title ? FOLDER : { uid, title }
}

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
export function providerFile(path: string, folder: GrafanaFolder = FOLDER): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'leadline',
        orgId: 1,
        folder: folder.title,
        folderUid: folder.uid,
        type: 'file',
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: UPDATE_INTERVAL_SECONDS,
        options: { path, foldersFromFilesStructure: false },
      },
    ],
  }
}
