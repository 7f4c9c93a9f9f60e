import type { Finding } from '../model/problem.ts'

/** What the laws say of one unit: what refuses it, what only warns, and what stood before and is no worse now. */
export interface Judgement {
  readonly refused: readonly Finding[]
  readonly warned: readonly Finding[]
  readonly conditions: readonly Finding[]
}

/**
 * Asks every law. A law refuses a change, not a fact (model §3): a breach that the stored state has as well, and that is
 * no worse now, becomes a condition. The stored state is asked only where there is something to compare with.
 */
export function judge<V extends { readonly stored: V | undefined }>(
  view: V,
  laws: readonly { readonly law: (view: V) => readonly Finding[] }[],
): Judgement {
  const findings = laws.flatMap(({ law }) => law(view))
  const errors = findings.filter(isError)
  const warned = findings.filter((finding) => !isError(finding))
  const { stored } = view
  if (errors.length === 0 || stored === undefined) return { refused: errors, warned, conditions: [] }
  const before = new Map(
    laws
      .flatMap(({ law }) => law(stored))
      .filter(isError)
      .map((finding) => [breach(finding), finding]),
  )
  const stoodBefore = (finding: Finding): boolean => {
    const old = before.get(breach(finding))
    return old !== undefined && (finding.measure ?? 0) <= (old.measure ?? 0)
  }
  return {
    refused: errors.filter((finding) => !stoodBefore(finding)),
    warned,
    conditions: errors.filter(stoodBefore).map(asFact),
  }
}

/** What is over a limit is called so where it stands; `EntitlementExceeded` is said of a change alone (model §3). */
function asFact(finding: Finding): Finding {
  return finding.code === 'EntitlementExceeded' ? { ...finding, code: 'OverLimit' } : finding
}

function isError(finding: Finding): boolean {
  return (finding.severity ?? 'error') === 'error'
}

function breach(finding: Finding): string {
  return `${finding.code}\n${finding.subject}`
}
