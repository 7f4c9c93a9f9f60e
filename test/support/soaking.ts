import { join } from 'node:path'
import { type Controller, startController } from '../../src/controller.ts'
import { noLog } from '../../src/lib/log.ts'
import type { Clock } from '../../src/model/ports.ts'
import type { Status } from '../../src/model/status.ts'
import { configOf } from './controller.ts'
import { createFolder, removeFolder } from './folder.ts'
import { organizationFile, type UserLiteral } from './history.ts'
import { ORGANIZATIONS, transitionsOf } from './replay.ts'
import { createRepository } from './repository.ts'

/** One real change of a member list: when it was, and what its organization declares from then on. */
export interface Step {
  readonly date: string
  readonly organization: string
  readonly users: Readonly<Record<string, UserLiteral>>
}

/** All real changes of member lists, oldest first; the first of each organization is the list it began with. */
export function stepsOf(folder: string): readonly Step[] {
  const steps = ORGANIZATIONS.flatMap((organization) => {
    const users = new Map<string, UserLiteral>()
    return transitionsOf(folder, organization).map((transition): Step => {
      const {
        date,
        initial,
        admins_added = [],
        admins_removed = [],
        members_added = [],
        members_removed = [],
      } = transition
      for (const login of [...admins_removed, ...members_removed]) users.delete(nameOf(login))
      for (const login of [...(initial?.members ?? []), ...members_added]) users.set(nameOf(login), {})
      for (const login of [...(initial?.admins ?? []), ...admins_added]) users.set(nameOf(login), { admin: true })
      return { date: new Date(date).toISOString(), organization, users: Object.fromEntries(users) }
    })
  })
  return steps.sort((left, right) => (left.date < right.date ? -1 : left.date > right.date ? 1 : 0))
}

/** What goes on after a step: what was held and approved, and how long the pass over the step took. */
export interface Passed {
  readonly step: Step
  readonly ms: number
  readonly status: Status
  readonly held: readonly string[]
}

/** A controller that follows a repository commit by commit; the clock shows when each commit was made. */
export interface Soak {
  readonly controller: Controller
  readonly state: string
  readonly repository: string
  /** Commits a step, lets the controller converge, and approves what it holds. */
  push(step: Step): Promise<Passed>
}

/** Runs a soak, which begins with these lists of members. */
export async function soaking(beginning: readonly Step[], work: (soak: Soak) => Promise<void>): Promise<void> {
  const folder = createFolder()
  const repository = createRepository({ bare: true })
  const clock = clockOf(beginning.at(-1)?.date ?? '')
  const state = join(folder, 'state')
  const files = Object.assign({}, ...beginning.map(fileOf)) as Record<string, string>
  repository.commit({ files, date: clock.now() })
  const config = configOf([{ git: repository.path }], { state: { path: state, init: true } })
  const log = { ...noLog, hide: () => undefined }
  const given = { version: 'test', environment: { XDG_RUNTIME_DIR: folder }, clock, log, random: Math.random }
  const controller = await startController(config, given)
  let pushed = 0
  const push: Soak['push'] = async (step) => {
    clock.set(step.date)
    repository.commit({ files: fileOf(step), date: step.date })
    if (++pushed % 200 === 0) repository.git('repack', '-adq')
    const from = performance.now()
    await controller.reconcile()
    const ms = performance.now() - from
    const holds = controller.turns.status().units.flatMap((unit) => unit.holds)
    for (const { digest } of holds) {
      repository.commit({ message: `Approve\n\nCharter-Approve: ${digest}\n`, date: step.date })
      await controller.reconcile()
    }
    return { step, ms, status: controller.turns.status(), held: holds.map(({ code }) => code) }
  }
  try {
    await controller.reconcile()
    await work({ controller, state, repository: repository.path, push })
  } finally {
    await controller.stop()
    repository.remove()
    removeFolder(folder)
  }
}

function fileOf({ organization, users }: Step): Readonly<Record<string, string>> {
  // Some people are called like a number.
  const quoted = Object.entries(users).map(([user, literal]) => [JSON.stringify(user), literal] as const)
  return { [`${organization}.yaml`]: organizationFile(organization, Object.fromEntries(quoted)) }
}

/** A login as a name: a few old ones end with a hyphen. */
function nameOf(login: string): string {
  return login.toLowerCase().replace(/-$/, '-0')
}

/** A clock that stands at an instant until it is set to a later one. */
function clockOf(instant: string): Clock & { set(instant: string): void } {
  const start = Date.parse(instant)
  let now = start
  return {
    now: () => new Date(now).toISOString(),
    elapsedMs: () => now - start,
    set: (next) => {
      now = Math.max(now, Date.parse(next))
    },
  }
}
