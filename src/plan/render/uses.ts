import { visible } from '../../lib/text.ts'
import { identityOf } from '../../model/resource.ts'
import { unitName } from '../../model/unit.ts'
import { sourceOf } from '../../usage/entitlements.ts'
import type { Bound } from '../../usage/uses.ts'
import type { UnitUse } from '../uses.ts'
import type { Line } from './change.ts'

/** What a change does to the use of something limited, in a line with who gives the limit. */
export function useLine(use: UnitUse): Line {
  const over = overText(use)
  const text = over === '' ? useText(use) : `${useText(use)} [${over}]`
  const line: Line = { indent: 2, sign: '', text, tone: toneOf(use) }
  return use.bound === undefined ? line : { ...line, place: giverText(use.bound) }
}

/** What would be more, and too much, is refused; what is too much otherwise stays as it is. */
function toneOf({ used, after, bound, isOver }: UnitUse): Line['tone'] {
  if (!isOver || (bound?.type === 'limited' && bound.mayExceed)) return 'plain'
  return after > used ? 'held' : 'condition'
}

/** `UserCount 50, 48 used, 51 after this change`. */
export function useText({ name, used, after, bound, boundBefore }: UnitUse): string {
  const [limit, limitBefore] = [limitText(bound), limitText(boundBefore)]
  const was = limit === limitBefore ? '' : ` (${limitBefore} before)`
  const then = used === after ? '' : `, ${after} after this change`
  return `${name} ${limit}${was}, ${used} used${then}`
}

/** How much is too much, or nothing: `1 over`. */
export function overText({ after, bound, isOver }: UnitUse): string {
  if (!isOver || bound?.type !== 'limited') return ''
  return `${after - bound.most} over${bound.mayExceed ? ', overage is agreed' : ''}`
}

function limitText(bound: Bound | undefined): string {
  if (bound === undefined) return 'without limit'
  switch (bound.type) {
    case 'unlimited':
      return 'unlimited'
    case 'limited':
      return String(bound.most)
  }
}

/** Who gives a limit, in the words of `charter entitlements`: `license (main)`. */
export function giverText({ key }: Bound): string {
  return visible(`${sourceOf(key)} (${identityOf(key).name})`)
}

/** The same for programs (schemas/output/plan.schema.json). */
export function useValue({ unit, name, used, after, bound, boundBefore, isOver }: UnitUse): Record<string, unknown> {
  const before = limitValue(boundBefore)
  const isSame = limitText(bound) === limitText(boundBefore)
  return {
    unit: unitName(unit),
    name,
    ...limitValue(bound),
    ...(bound === undefined ? {} : { source: { type: sourceOf(bound.key), name: identityOf(bound.key).name } }),
    ...(isSame ? {} : { before }),
    used,
    after,
    over: isOver,
  }
}

function limitValue(bound: Bound | undefined): Record<string, unknown> {
  if (bound === undefined) return {}
  return bound.type === 'limited' ? { limit: bound.most } : { unlimited: true }
}
