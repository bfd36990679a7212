/** Nginx' main context for a local instance: foreground, and every file it writes below one folder. */
export function nginxMain(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {
  worker_connections 1024;
}
http {
${temporary.map(name => `  ${name}_temp_path ${folder}/${name}_temp;`).join('\n')}
  default_type application/octet-stream;
${http}
}
`
}
