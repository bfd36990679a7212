/** The uid under which every Grafana of ours knows its Prometheus: links, checks and the API name it. */
export const DATASOURCE_UID = 'prometheus'

/** The folder that holds our boards and nothing else, so that a name taken elsewhere cannot stop them. */
export const FOLDER = { uid: 'leadline', title: 'Leadline' } as const

/** How soon Grafana sees that a file has changed. */
const LOOK_EVERY_SECONDS = 15

/** Grafana's data source file; `scrapeInterval` is what `$__rate_interval` is made of, and must be Prometheus' own. */
export function datasourceFile(prometheusUrl: string, scrapeInterval: string): object {
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
      },
    ],
  }
}

/** Grafana's provider file for a folder of boards: what is deleted in the repository goes, what is edited by hand does not stay. */
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
        updateIntervalSeconds: LOOK_EVERY_SECONDS,
        options: { path: folder, foldersFromFilesStructure: false },
      },
    ],
  }
}
