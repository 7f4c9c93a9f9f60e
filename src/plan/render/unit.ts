import type { Change } from '../../model/change.ts'
import { accessTextLines } from './access-text.ts'
import { BLANK, changeLines, type Line } from './change.ts'
import { countsOf, countsText, followsRename } from './counts.ts'
import { followersOf, followingText } from './followers.ts'
import { conditionLines, holdLines } from './hold.ts'
import type { Section } from './report.ts'
import { secretLines } from './secrets.ts'
import { useLine } from './uses.ts'
import type { Extent } from './value.ts'

/** How much of a plan is shown: how many changes at most, and whether long values are cut. */
export interface Allowance extends Extent {
  readonly changes: number
}

/**
 * The body of one plan: its changes, what follows renames, what is used of limits, who gains and loses access, its holds and
 * conditions. `listed` counts the changes shown.
 */
export interface Body {
  readonly lines: readonly Line[]
  readonly listed: number
}

const RISK = { delete: 0, rename: 1, update: 2, create: 3 } as const

/** The body of one plan as lines. Where not all changes fit, removals are kept first, then renames, updates, creations. */
export function bodyOf(section: Section, allowance: Allowance): Body {
  const { plan, holds, conditions, impact, uses = [], secrets = [] } = section
  const counted = plan.changes.filter((change) => !followsRename(change))
  const shown = selected(counted, allowance.changes)
  const followers = followersOf(plan.changes)
  const lines = shown.flatMap((change) => {
    const following = followers.of.get(change.key)
    return changeLines(change, following === undefined ? '' : followingText(following), allowance)
  })
  const elsewhere = followingText(followers.elsewhere)
  if (elsewhere !== '') lines.push(note(`${elsewhere} a rename of another unit`))
  lines.push(...moreLines(counted, shown))
  lines.push(...secrets.flatMap(secretLines))
  const access =
    impact === undefined || plan.unit.type === 'installation'
      ? []
      : accessTextLines(plan.unit.organization, impact, allowance)
  const remarks = [...holds.flatMap((hold) => holdLines(hold, allowance)), ...conditions.flatMap(conditionLines)]
  return { listed: shown.length, lines: apart([lines, uses.map(useLine), access, remarks]) }
}

/** Blocks of lines with an empty line between them. */
function apart(blocks: readonly (readonly Line[])[]): readonly Line[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : [BLANK, ...block]))
}

function selected(changes: readonly Change[], most: number): readonly Change[] {
  if (changes.length <= most) return changes
  const kept = changes
    .map((change, index) => ({ change, index }))
    .sort((left, right) => RISK[left.change.action] - RISK[right.change.action] || left.index - right.index)
    .slice(0, most)
  return kept.sort((left, right) => left.index - right.index).map(({ change }) => change)
}

function moreLines(all: readonly Change[], shown: readonly Change[]): readonly Line[] {
  if (shown.length === all.length) return []
  const kept = new Set(shown)
  const left = all.filter((change) => !kept.has(change))
  return [note(`… and ${left.length} more: ${countsText(countsOf([{ changes: left }]))} (--full lists them)`)]
}

function note(text: string): Line {
  return { indent: 2, sign: '', text, tone: 'plain' }
}
