/** Does a job with each item, as many at once as there are workers, each by the first worker that is free. */
export async function forEachAtOnce<Item, Worker>(
  items: readonly Item[],
  workers: readonly Worker[],
  job: (item: Item, worker: Worker) => Promise<void>,
): Promise<void> {
  const left = items.values()
  await Promise.all(
    workers.map(async worker => {
      for (const item of left) await job(item, worker)
    }),
  )
}
