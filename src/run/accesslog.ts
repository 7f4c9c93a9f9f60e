import type { Log } from '../lib/log.ts'
import type { AccessLog } from '../model/accesslog.ts'
import { openAccessLog } from '../store/access/log.ts'

/**
 * The access log of a state folder. What is lost of it is counted (`dropped`) and told once, and so is the end of that: when
 * records are written again and none was lost meanwhile.
 */
export function openAccess(folder: string, log: Log, dropped: (count: number) => void): AccessLog {
  let lost = 0
  let isLosing = false
  return openAccessLog({
    folder,
    onDropped(count, error) {
      dropped(count)
      const code = error?.code ?? 'TooMany'
      if (lost === 0)
        log.warn('records of the access log are dropped', { code, ...(error && { error: error.message }) })
      lost += count
      isLosing = true
    },
    onWritten() {
      if (lost > 0 && !isLosing) {
        log.info('the access log is written again', { dropped: lost })
        lost = 0
      }
      isLosing = false
    },
  })
}
