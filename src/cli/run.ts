import { randomInt } from 'node:crypto'
import type { Config } from '../config.ts'
import { type Controller, type Given, startController } from '../controller.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { configurationPath, configurationText, readConfiguration } from './configuration.ts'
import { EXIT, reportError } from './exit.ts'
import type { Terminal } from './terminal.ts'
import { versions } from './version.ts'

/** Reads the configuration that a command line means, and runs the controller. */
export async function runCommand(
  { config, init }: { readonly config?: string; readonly init?: boolean },
  terminal: Terminal,
): Promise<number> {
  const reading = readConfiguration(configurationPath(config, terminal), terminal)
  if (reading.type === 'invalid') {
    terminal.err(configurationText(reading, terminal))
    return EXIT.usage
  }
  const { state } = reading.config
  return runController({ ...reading.config, state: { ...state, init: state.init || init === true } }, terminal)
}

/**
 * Runs the controller until it is told to stop (SIGTERM, SIGINT: exit 0; a second one: at once), or cannot go on: 73 where
 * somebody else has taken the state, 74 where the state can no longer be written. SIGHUP reads every source now. What is
 * to be done meanwhile (`during`) ends it too, with its exit code, when it is over.
 */
export async function runController(
  config: Config,
  terminal: Terminal,
  during?: (controller: Controller) => Promise<number>,
): Promise<number> {
  const log = createLog({
    level: config.log.level,
    format: config.log.format === 'auto' ? (process.stderr.isTTY ? 'text' : 'json') : config.log.format,
    write: terminal.err,
  })
  const stopped = Promise.withResolvers<Ending>()
  let controller: Controller | undefined
  const onStop = (): void => {
    process.once('SIGTERM', () => process.exit(EXIT.interrupted)).once('SIGINT', () => process.exit(EXIT.interrupted))
    log.info('stopping')
    stopped.resolve(() => EXIT.done)
  }
  const onHangup = (): void => void controller?.reconcile()
  process.removeAllListeners('SIGINT')
  // Before anything is opened: a start that is told to stop gives everything back as well.
  process.once('SIGTERM', onStop).once('SIGINT', onStop).on('SIGHUP', onHangup)
  try {
    const running = await startController(config, givenTo(log, terminal))
    controller = running
    const { http, hooks, admission } = running
    log.info('started', {
      sources: config.sources.map(({ name }) => name),
      state: config.state.path,
      http,
      hooks,
      admission,
    })
    const failed = (error: unknown): Ending => {
      return () => reportError(error, terminal)
    }
    const work = during?.(running).then(
      (code): Ending =>
        () =>
          code,
      failed,
    )
    const ended = await Promise.race([
      stopped.promise,
      running.failed.then(failed),
      ...(work === undefined ? [] : [work]),
    ])
    await running.stop()
    log.info('stopped')
    return ended()
  } finally {
    process.off('SIGTERM', onStop).off('SIGINT', onStop).off('SIGHUP', onHangup)
  }
}

/** Why it ended: it says so, and gives the exit code. */
type Ending = () => number

function givenTo(log: Given['log'], { environment }: Terminal): Given {
  const random = (): number => randomInt(1_000_000) / 1_000_000
  return { version: versions().charter, environment, clock: systemClock, log, random }
}
