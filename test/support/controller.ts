import { join } from 'node:path'
import type { Config, GitConfig, SourceConfig } from '../../src/config.ts'
import { type Controller, startController } from '../../src/controller.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Clock } from '../../src/model/ports.ts'
import type { Status, UnitStatus } from '../../src/model/status.ts'
import { createFolder, removeFolder } from './folder.ts'

/** A source of a test in short: a repository (its address), a folder or a cluster, read only when a test asks for it. */
export interface SourceLiteral extends Partial<Omit<SourceConfig, 'from'>> {
  readonly git?: string | Partial<GitConfig>
  readonly folder?: string
  /** The kubeconfig of a cluster. */
  readonly kubeconfig?: string
}

/** A controller with what a test asks of it, and what it wrote to its log. */
export interface Running {
  readonly controller: Controller
  readonly state: string
  readonly log: readonly Readonly<Record<string, unknown>>[]
  /** Reads every source and makes a pass; gives the status after it. */
  pass(): Promise<Status>
  status(): Status
  unit(name: string): UnitStatus | undefined
  stop(): Promise<void>
}

const NEVER_MS = 24 * 60 * 60 * 1000

/** The configuration of a test; what is not said has its default, but that nothing happens by itself. */
export function configOf(
  sources: readonly SourceLiteral[],
  more: Partial<Config> & { readonly state: Config['state'] },
): Config {
  return {
    sources: sources.map(sourceOf),
    log: { level: 'debug', format: 'json' },
    limits: { fileBytes: 2 ** 20, revisionBytes: 2 ** 30 },
    convergeWithinMs: NEVER_MS,
    rateLimit: { perSecond: 1000, burst: 1000 },
    notifications: [],
    usage: { allowedHosts: new Set(), schedule: { type: 'interval', ms: NEVER_MS } },
    ...more,
  }
}

function sourceOf({ git, folder, kubeconfig, ...more }: SourceLiteral): SourceConfig {
  const common = {
    name: 'git',
    privileged: true,
    prune: true,
    schedule: { type: 'interval', ms: NEVER_MS },
    ...more,
  } as const
  if (kubeconfig !== undefined) return { ...common, from: { type: 'kubernetes', kubeconfig, timeoutMs: 20_000 } }
  const repository = typeof git === 'string' ? { url: git } : git
  const from =
    repository === undefined
      ? ({ type: 'directory', path: folder ?? '' } as const)
      : ({
          type: 'git',
          url: '',
          revision: { type: 'branch', name: 'main' },
          path: '.',
          timeoutMs: 20_000,
          verify: { mode: 'off', keys: [] },
          allowLocal: true,
          ...repository,
        } as const)
  return { ...common, from }
}

/** Runs a controller on sources until the work is done; its first pass is over when the work begins. */
export async function running(
  sources: readonly SourceLiteral[],
  work: (running: Running) => Promise<void>,
  more: Partial<Config> & { readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const folder = createFolder()
  const { environment = {}, ...given } = more
  const config = configOf(sources, { state: { path: join(folder, 'state'), init: true }, ...given })
  const runtime = { XDG_RUNTIME_DIR: folder, ...environment }
  const one = await startRunning(config, runtime)
  try {
    await work(one)
  } finally {
    await one.stop()
    removeFolder(folder)
  }
}

/** Starts a controller and waits for its first pass. */
export async function startRunning(
  config: Config,
  environment: Readonly<Record<string, string>>,
  clock: Clock = systemClock,
): Promise<Running> {
  const lines: Readonly<Record<string, unknown>>[] = []
  const write = (line: string): void => void lines.push(JSON.parse(line))
  const log = createLog({ level: config.log.level, format: 'json', write })
  const given = { version: 'test', environment, clock, log, random: Math.random }
  const controller = await startController(config, given)
  const status = (): Status => controller.turns.status()
  await controller.reconcile()
  return {
    controller,
    state: config.state.path,
    log: lines,
    status,
    unit: (name) => status().units.find(({ unit }) => unit === name),
    async pass() {
      await controller.reconcile()
      return status()
    },
    stop: () => controller.stop(),
  }
}
