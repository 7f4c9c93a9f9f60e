import { listed, plural, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Entry } from '../model/ledger.ts'
import { identityOf, type Key, type Kind } from '../model/resource.ts'
import { jsonTexts } from '../plan/render/json-text.ts'
import { revisionsText } from '../plan/render/place.ts'
import { unitLabel } from '../plan/render/report.ts'
import { createFolding } from '../store/fold.ts'
import { EXIT } from './exit.ts'
import { kindOf } from './get.ts'
import { oneOf } from './inputs.ts'
import { accessOf } from './ledger/access.ts'
import { changesOf } from './ledger/changes.ts'
import { actorText, entryText, entryValue } from './ledger/entry.ts'
import { countSigns, ofOrganization, type Summary, summaryOf, summaryValue } from './ledger/summary.ts'
import { beforeSeal, noSuchEntry, type Stored, seqOf, withStoredState } from './stored.ts'
import { createStyle } from './style.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'

/** The options of `history`. */
export interface HistoryOptions {
  readonly state: string
  readonly kind?: string
  readonly name?: string
  readonly seq?: string
  readonly limit: string
  readonly output: string
  readonly full?: boolean
}

const FORMAT_VERSION = '1.2'

/** The most changes of one entry that are listed without `--full`. */
const MOST_CHANGES = 50

/**
 * Lists the entries of the ledger, newest first: those of one organization (under its former names too), or those that
 * changed resources of a kind or name; or shows one entry with its changes in full.
 */
export async function history(
  organization: string | undefined,
  options: HistoryOptions,
  terminal: Terminal,
): Promise<number> {
  const form = oneOf(options.output, ['table', 'json'], '--output')
  return withStoredState({ state: options.state }, async (stored) => {
    const texts =
      options.seq === undefined
        ? [await listText(stored, { organization, options, form, terminal })]
        : await oneTexts(stored, seqOf(options.seq), { options, form, terminal })
    await terminal.pour(texts)
    return EXIT.done
  })
}

interface Asked {
  readonly options: HistoryOptions
  readonly form: 'table' | 'json'
  readonly terminal: Terminal
}

async function oneTexts(stored: Stored, seq: number, { options, form, terminal }: Asked): Promise<Iterable<string>> {
  if (seq <= stored.base.head.seq && seq > 0) throw beforeSeal(options.state, stored.base)
  const folding = createFolding(stored.base)
  for await (const entry of stored.entries()) {
    if (entry.seq < seq) {
      folding.add(entry)
      continue
    }
    if (entry.seq > seq) break
    const before = folding.state()
    folding.add(entry)
    const around = { before, after: folding.state() }
    const done = { changes: changesOf(entry, around), access: accessOf(entry, around) }
    if (form === 'json') return jsonTexts({ format_version: FORMAT_VERSION, entry: entryValue(summaryOf(entry), done) })
    const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
    return [entryText(summaryOf(entry), done, { style, full: options.full ?? false, most: MOST_CHANGES })]
  }
  throw noSuchEntry(seq, stored.state)
}

async function listText(
  stored: Stored,
  { organization, options, form, terminal }: Asked & { readonly organization: string | undefined },
): Promise<string> {
  const limit = limitOf(options.limit)
  const sealed = stored.base.head.seq
  if (sealed > 0) terminal.err(`entries up to ${sealed} are sealed away\n`)
  const kind = options.kind === undefined ? undefined : kindOf(options.kind).kind
  const found: Summary[] = []
  for await (const entry of stored.entries()) {
    if (isAbout(entry, { kind, name: options.name })) found.push(summaryOf(entry))
  }
  const all = organization === undefined ? found.reverse() : ofOrganization(found.reverse(), organization)
  const shown = all.slice(0, limit)
  if (form === 'json') {
    return json({ head: stored.state.head, total: all.length, entries: shown.map(summaryValue) })
  }
  if (shown.length < all.length) {
    terminal.err(`the newest ${shown.length} of ${plural(all.length, 'entry', 'entries')}; --limit shows more\n`)
  }
  const isAuthored = shown.some(({ authors }) => authors.length > 0)
  const columns = COLUMNS.filter(({ header }) => isAuthored || header !== 'AUTHOR')
  return table(
    columns,
    shown.map((summary) => rowOf(summary, isAuthored)),
  )
}

function json(value: Record<string, unknown>): string {
  return `${JSON.stringify({ format_version: FORMAT_VERSION, ...value }, null, 2)}\n`
}

function limitOf(word: string): number {
  if (/^[1-9]\d{0,8}$/.test(word)) return Number(word)
  throw new ConfigError(`--limit takes a number from 1 on, not \`${visible(word)}\``)
}

/** Whether an entry changed a resource of this kind and name; without either, every entry is meant. */
function isAbout(
  { changes }: Entry,
  { kind, name }: { readonly kind: Kind | undefined; readonly name: string | undefined },
): boolean {
  if (kind === undefined && name === undefined) return true
  return changes.some((change) => {
    if (kind !== undefined && change.kind !== kind) return false
    if (name === undefined) return true
    if (change.body === undefined) return false
    const keys = 'from' in change.body ? [change.body.key, change.body.from ?? ''] : [change.body.key]
    return keys.some((key) => identityOf(key as Key).name === name)
  })
}

const COLUMNS = [
  { header: 'SEQ', align: 'right' },
  { header: 'TIME' },
  { header: 'TYPE' },
  { header: 'UNIT', most: 50 },
  { header: 'ACTOR', most: 40 },
  { header: 'AUTHOR', most: 40 },
  { header: 'REVISION', most: 40 },
  { header: 'CHANGES' },
  { header: 'PLAN' },
] as const

function rowOf(summary: Summary, isAuthored: boolean): readonly string[] {
  const { seq, time, type, unit, actor, authors, revisions = {}, counts, erased, plan = '' } = summary
  return [
    String(seq),
    time,
    type,
    unit === undefined ? '' : unitLabel(unit),
    actorText(actor),
    ...(isAuthored ? [visible(listed(authors, 2))] : []),
    revisionsText(revisions).replace(/^revisions? /, ''),
    erased === 0 ? countSigns(counts) : `${countSigns(counts)} (${erased} erased)`,
    plan.slice(0, 12),
  ]
}
