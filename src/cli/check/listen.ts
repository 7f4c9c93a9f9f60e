import { createServer } from 'node:net'
import { listenText } from '../../config/units.ts'
import type { Listen } from '../../config.ts'
import { failed, ok, type Result, warning } from './result.ts'

/**
 * Whether an address can be listened at now; nothing is taken there, and it is free again afterwards. Where the program
 * `isRunning`, it is expected to be in use.
 */
export async function checkListen(subject: string, listen: Listen, isRunning: boolean): Promise<Result> {
  const shown = listenText(listen)
  const code = await refusal(listen)
  switch (code) {
    case undefined:
      return ok(subject, `${shown} is free`)
    case 'EADDRINUSE':
      if (isRunning) return warning(subject, `${shown} is in use, as the state folder is: charter seems to run`)
      return failed(
        subject,
        `${shown} is in use by another process`,
        'end it (perhaps it is charter itself), or choose another port',
      )
    case 'EACCES':
      return failed(subject, `${shown} may not be listened at`, 'choose a port from 1024 on')
    case 'EADDRNOTAVAIL':
      return failed(subject, `${shown} is no address of this machine`, 'name one of its own, or 0.0.0.0 for all')
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed(subject, `the host of ${shown} cannot be resolved`, 'name an address, such as 127.0.0.1')
  }
  return failed(subject, `${shown} cannot be listened at (${code})`, 'choose another address')
}

/** The code of the error with which the system refuses, or `undefined`. */
function refusal({ host, port }: Listen): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
