const CELLS = 10

/** How much of a limit is used, in whole percent, rounded down; `undefined` where the limit is 0 and something is used. */
export function percentOf(used: number, most: number): number | undefined {
  if (most === 0) return used === 0 ? 0 : undefined
  return Math.floor((used * 100) / most)
}

/** `96 %`; for a terminal with a bar before it, which is full from 100 % on. */
export function useText(used: number, most: number, isDrawn: boolean): string {
  const percent = percentOf(used, most)
  const text = percent === undefined ? '' : `${percent} %`
  if (!isDrawn) return text
  const filled = percent === undefined ? CELLS : Math.max(0, Math.min(CELLS, Math.floor((percent * CELLS) / 100)))
  return `${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)} ${text}`.trimEnd()
}
