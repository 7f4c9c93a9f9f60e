import { systemClock } from '../../lib/clock.ts'
import { listed, plural, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import { keyOf } from '../../model/resource.ts'
import type { KindDefinition } from '../../schemas/definition.ts'
import { eraseTold, findTold, type Told, type Wanted } from '../../store/erase.ts'
import { closeFolder, openFolder } from '../../store/opened.ts'
import { EXIT } from '../exit.ts'
import { kindOf } from '../get.ts'
import { oneOf, operator } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'

/** The options of `ledger erase`. */
export interface EraseOptions {
  readonly kind: string
  readonly name: string
  readonly state: string
  readonly output: string
  readonly yes?: boolean
}

const FORMAT_VERSION = '1.0'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Erases what the ledger keeps of a resource that is no longer stored, named as it was once or by its uid, and records that
 * it was erased. Refused (exit 1) where it is stored, where the ledger knows no such resource, and for an Organization that
 * was renamed. Asks on a terminal; elsewhere `--yes` has to be given.
 */
export async function eraseRecorded(
  options: EraseOptions,
  terminal: Terminal,
  clock: Clock = systemClock,
): Promise<number> {
  const output = oneOf(options.output, ['text', 'json'], '--output')
  const definition = kindOf(options.kind)
  const wanted = wantedOf(definition, options.name)
  const opened = await openFolder({ path: options.state, mode: 'existing', clock })
  let isSound = false
  try {
    const told = (await findTold(opened, wanted)).filter(({ kind }) => kind === definition.kind)
    const refusal = refusalOf(told, definition, options.name)
    const remaining = told.filter(({ changes, sealed }) => changes + sealed > 0)
    isSound = true
    if (refusal !== undefined) {
      terminal.err(`charter: ${refusal}\n`)
      return EXIT.refused
    }
    if (remaining.length > 0) {
      if (!(await isAgreed(remaining, options, terminal))) return EXIT.refused
      isSound = false
      await eraseTold(opened, remaining, { time: clock.now(), actor: operator() })
      isSound = true
    }
    const { seq } = opened.state.head
    terminal.out(output === 'json' ? erasureValue(remaining, seq) : textOf(remaining, seq, options))
    return EXIT.done
  } finally {
    await closeFolder(opened, isSound)
  }
}

function wantedOf({ kind, scope, singular }: KindDefinition, word: string): Wanted {
  if (UUID.test(word)) return { uid: word }
  const [namespace = '', name, ...others] = scope === 'organization' ? word.split('/') : ['', word]
  if (name !== undefined && name !== '' && others.length === 0) return { key: keyOf({ kind, namespace, name }) }
  throw new ConfigError(
    `\`${visible(word)}\` names no ${singular}`,
    'name its organization and itself (acme/ada), or its uid (charter ledger show)',
  )
}

function refusalOf(told: readonly Told[], { kind, singular }: KindDefinition, word: string): string | undefined {
  const named = `${singular} \`${visible(word)}\``
  if (told.length === 0) return `the ledger tells of no ${named}, or no longer under that name`
  if (told.some(({ isRenamedOrganization }) => isRenamedOrganization)) {
    return `the ${named} was renamed, and what was in it is found by the names that it had: it cannot be erased`
  }
  if (!told.some(({ isStored }) => isStored)) return undefined
  const [, name = word] = word.split('/')
  const how = kind === 'User' ? `charter remove user ${visible(name)}` : 'take its declaration away'
  const earlier = told.filter(({ isStored }) => !isStored).map(({ uid }) => uid)
  const others = earlier.length === 0 ? '' : `\n  erased can be what had that name before: uid ${listed(earlier)}`
  return `the ${named} is stored; only what is no longer stored can be erased\n  next: ${how}, apply that, and erase it then${others}`
}

async function isAgreed(
  told: readonly Told[],
  { yes, kind, name }: EraseOptions,
  terminal: Terminal,
): Promise<boolean> {
  if (yes === true) return true
  const what = `${plural(changesIn(told), 'change')} of ${kindOf(kind).singular} ${visible(name)}`
  const answer = await terminal.ask(`Erase what ${what} said, for ever? [y/N] `)
  if (answer === undefined) throw new ConfigError('nobody is there to ask', 'say --yes to erase without being asked')
  if (/^y(es)?$/i.test(answer.trim())) return true
  terminal.err('nothing was erased\n')
  return false
}

function changesIn(told: readonly Told[]): number {
  return told.reduce((sum, { changes }) => sum + changes, 0)
}

function textOf(told: readonly Told[], seq: number, { kind, name, state }: EraseOptions): string {
  const what = `${kindOf(kind).singular} ${visible(name)}`
  if (told.length === 0) return `Nothing to erase: ${what} was erased already.\n`
  return `Erased what ${plural(changesIn(told), 'change')} of ${what} said; entry ${seq} records it.\nNext: charter ledger verify --replay --state ${state}\n`
}

function erasureValue(told: readonly Told[], seq: number): string {
  const value = {
    format_version: FORMAT_VERSION,
    uids: told.map(({ uid }) => uid),
    changes: changesIn(told),
    ...(told.length === 0 ? {} : { recorded: seq }),
  }
  return `${JSON.stringify(value, null, 2)}\n`
}
