/** A moment in a sentence: the time of day in UTC, with the date when it is of another day than `now`. */
export function momentText(moment: Date, now: Date): string {
  const [day = '', time = ''] = moment.toISOString().split('T')
  const clock = `${time.slice(0, 8)} UTC`
  return now.toISOString().startsWith(day) ? clock : `${day} ${clock}`
}
