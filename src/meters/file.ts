import { readBelow, type Unread } from '../lib/below.ts'
import type { SourceError } from '../model/errors.ts'
import { meterError } from './failure.ts'
import { MOST_BYTES } from './limits.ts'
import { shownText } from './reading.ts'

/** What a file below the usage directory holds; links are followed inside that directory only. Throws `SourceError`. */
export async function readUsageFile(path: string, directory: string | undefined): Promise<Buffer> {
  if (directory === undefined) {
    throw meterError('MeterMisused', 'it is a file, and no usage directory is configured', 'set usage.directory')
  }
  if (path === '' || path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) {
    throw meterError('MeterMisused', 'its path does not lie below the usage directory', 'name a path inside it')
  }
  const read = await readBelow(path, directory, MOST_BYTES)
  if (typeof read === 'string') throw unread(read, shownText(path))
  return read.bytes
}

function unread(why: Unread, path: string): SourceError {
  switch (why) {
    case 'gone':
      return meterError('MeterUnavailable', `there is no file ${path} below the usage directory`, 'put it there')
    case 'outside':
      return meterError('MeterMisused', `${path} is a link that leads out of the usage directory`, 'put the file there')
    case 'nofile':
      return meterError('MeterMisused', `${path} is no regular file`, 'name the file that holds the records')
    case 'large':
      return meterError(
        'MeterTooLarge',
        `${path} has more than ${MOST_BYTES} bytes`,
        'begin a new file for a new month',
      )
    case 'denied':
      return meterError('MeterUnavailable', `${path} may not be read: permission denied`, 'make it readable')
    case 'broken':
      return meterError('MeterUnavailable', `${path} cannot be read`, 'check the file and its disk')
  }
}
