import type { MarkedImpact } from '../../access/marks.ts'
import { listed, plural, visible } from '../../lib/text.ts'
import { type AccessLine, accessTold, MARK_WORDS } from './access.ts'
import type { Line } from './change.ts'
import type { Extent } from './value.ts'

const BRIEF_MOST = 20
const PEOPLE_MOST = 5

const VERBS = { gained: ['gains', 'gain'], lost: ['loses', 'lose'], kept: ['keeps', 'keep'] } as const
const SIGNS = { gained: '+', lost: '-', kept: '~' } as const
const TONES = { gained: 'added', lost: 'removed', kept: 'changed' } as const

/** Who may do what after a plan, as lines: how many people, then who gains, loses and keeps what, and by which way. */
export function accessTextLines(organization: string, impact: MarkedImpact, extent: Extent): readonly Line[] {
  const { counts, lines } = accessTold(organization, impact)
  if (lines.length === 0) return []
  const shown = extent.full ? lines : lines.slice(0, BRIEF_MOST)
  const left = lines.length - shown.length
  return [
    { indent: 2, sign: '', text: `access: ${counts}`, tone: 'plain' },
    ...shown.flatMap((line) => textLines(line, extent)),
    ...(left === 0 ? [] : [more(left)]),
  ]
}

/** A line of an impact as a sentence without its way: `ada and grace gain MANAGE on acme until 2026-12-31`; in the past `gained`. */
export function accessSentence(line: AccessLine, most: number, tense: 'present' | 'past' = 'present'): string {
  const { type, users, permissions, on, scope, when } = line
  const [one, several] = VERBS[type]
  const verb = tense === 'past' ? type : users.length === 1 ? one : several
  const until = when === '' ? '' : ` ${when}`
  const kind = scope === 'organization' ? '' : `${SCOPE_NAMES[scope]}${on.length === 1 ? '' : 's'} `
  return visible(`${listed(users, most)} ${verb} ${listed(permissions, most)} on ${kind}${listed(on, most)}${until}`)
}

const SCOPE_NAMES = {
  workspace: 'workspace',
  dataSource: 'data source',
  user: 'user',
  userGroup: 'user group',
} as const

/** By which way, in words: `by group operators → MANAGE on acme`, `was by admin: true`. */
export function wayText({ type, way, before }: AccessLine): string {
  switch (type) {
    case 'gained':
      return `by ${way}`
    case 'lost':
      return `was by ${way}`
    case 'kept':
      return `by ${way}, no longer by ${before}`
  }
}

function textLines(line: AccessLine, { full }: Extent): readonly Line[] {
  const { type, marks } = line
  const sentence = accessSentence(line, full ? Number.POSITIVE_INFINITY : PEOPLE_MOST)
  const text = [sentence, ...marks.map((mark) => `[${MARK_WORDS[mark]}]`)].join(' ')
  return [
    { indent: 4, sign: SIGNS[type], text, tone: TONES[type] },
    { indent: 8, sign: '', text: wayText(line), tone: 'plain' },
  ]
}

function more(left: number): Line {
  return {
    indent: 4,
    sign: '',
    text: `… and ${plural(left, 'more line')} of access (--full lists them)`,
    tone: 'plain',
  }
}
