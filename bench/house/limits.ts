/** How large things of the house may get: beyond these they hold more than one concept. */
export const LIMITS = { fileLines: 250, functionLines: 60, folderFiles: 20 } as const
