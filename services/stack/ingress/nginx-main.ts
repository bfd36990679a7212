/** Where a local Nginx keeps what it writes, and as whom it works. */
export interface NginxRun {
  /** A folder of its own; every file that Nginx writes lies below it. */
  readonly folder: string
  /**
   * Needed when Nginx is started by root: its workers would otherwise become `nobody`, who cannot enter the private
   * folders of the user who started it. Undefined where it is not started by root.
   */
  readonly workerUser: string | undefined
}

/** Nginx' main context for a local instance: foreground, and every file it writes below one folder. */
export function nginxMain(run: NginxRun, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `${run.workerUser === undefined ? '' : `user ${run.workerUser};\n`}worker_processes 1;
daemon off;
pid "${run.folder}/nginx.pid";
error_log stderr warn;
events {
  worker_connections 1024;
}
http {
${temporary.map(name => `  ${name}_temp_path "${run.folder}/${name}_temp";`).join('\n')}
  default_type application/octet-stream;
${http}
}
`
}
